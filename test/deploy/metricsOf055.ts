/**
 * The metrics of PDP 0.55.0 that alerts and dashboard read: as `GET /_cerbos/metrics` of the real one
 * showed them on 2026-11-27. There is no package `cerbos` of that version to install in tests;
 * `npm run check:deploy -- --pdp=<binary>` asks a PDP of any version.
 */
export const metricsOf055: readonly string[] = [
  'cerbos_dev_compiler_compile_duration_milliseconds_count',
  'cerbos_dev_engine_check_batch_size_count',
  'cerbos_dev_engine_check_batch_size_sum',
  'cerbos_dev_engine_check_latency_milliseconds_bucket',
  'cerbos_dev_index_entry_count',
  'cerbos_dev_store_last_successful_refresh',
  'go_gc_gomemlimit_bytes',
  'go_sched_gomaxprocs_threads',
  'process_cpu_seconds_total',
  'process_resident_memory_bytes',
  'process_start_time_seconds',
  'rpc_server_call_duration_seconds_bucket',
  'rpc_server_call_duration_seconds_count',
];
