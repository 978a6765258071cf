export type { PlanSettings, WhereOptions } from '../lists/createWhere';
export type {
  AttributeName,
  AttributesOf,
  ListedKind,
  MappedAttributes,
} from '../lists/MappedAttributes';
export { columns, type Columns, type ColumnsLoader, type ColumnsOptions } from './columns';
export type { Database } from './createLoader';
export type { SourceOf } from './Mapping';
export {
  type Computed,
  type ComputedType,
  type ItemColumns,
  type JsonOf,
  list,
  type List,
  one,
  type One,
  rows,
  type Rows,
  type Source,
  type SourceMap,
  value,
} from './Source';
