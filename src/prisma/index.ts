export type { PlanSettings, WhereOptions } from '../lists/createWhere';
export type {
  AttributeName,
  AttributesOf,
  ListedKind,
  MappedAttributes,
} from '../lists/MappedAttributes';
export { columns, type Columns, type ColumnsLoader, type ColumnsOptions } from './columns';
export type { FieldName, ModelName, RowOf, SourceOf, WhereOf } from './Mapping';
export {
  type ItemFields,
  list,
  type List,
  one,
  type One,
  rows,
  type Rows,
  type Source,
  type SourceMap,
} from './Source';
