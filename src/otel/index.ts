export type { OpenTelemetryApi } from './OpenTelemetryApi';
export { type ObservableOptions, type TelemetryOptions, withTelemetry } from './withTelemetry';
