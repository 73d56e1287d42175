/**
 * ONNX files, written by hand: the format is small, and its packages are not.
 *
 * @see https://github.com/onnx/onnx/blob/main/onnx/onnx.proto for the field numbers
 */
import { bytesField, concat, floatField, messageField, stringField, varintField } from "./protobuf.ts";
import type { Field } from "./protobuf.ts";

/** Recent enough for all that we write, old enough for every runtime in use. */
const OPSET_VERSION = 13;
const IR_VERSION = 8;

/** TensorProto.DataType. */
const ELEMENT_TYPE = { float32: 1, int32: 6, int64: 7 } as const;
export type ElementType = keyof typeof ELEMENT_TYPE;

/** AttributeProto.AttributeType. */
const ATTRIBUTE_TYPE = { float: 1, int: 2, string: 3, ints: 7 } as const;

/** `number` is a 32-bit float attribute, `bigint` an integer one. */
export type Attribute = number | bigint | string | readonly bigint[];

export interface OnnxNode {
  readonly op: string;
  /** "" leaves an optional input out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, Attribute>>;
}

export interface OnnxTensor {
  readonly name: string;
  readonly dims: readonly number[];
  readonly data: Float32Array | BigInt64Array;
}

/** An input or output; a dimension that is a word may be of any size. */
export interface OnnxValue {
  readonly name: string;
  readonly type: ElementType;
  readonly dims: readonly (number | string)[];
}

export interface OnnxModel {
  readonly name: string;
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxTensor[];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  readonly metadata: Readonly<Record<string, string>>;
}

/** The bytes of a .onnx file (ModelProto). */
export function encodeOnnx(model: OnnxModel): Uint8Array {
  return concat([
    varintField(1, IR_VERSION),
    stringField(2, "flash"),
    messageField(7, graphFields(model)),
    messageField(8, [stringField(1, ""), varintField(2, OPSET_VERSION)]),
    ...Object.entries(model.metadata).map(([key, value]) =>
      messageField(14, [stringField(1, key), stringField(2, value)]),
    ),
  ]);
}

const graphFields = (model: OnnxModel): Field[] => [
  ...model.nodes.map((node, index) => messageField(1, nodeFields(node, index))),
  stringField(2, model.name),
  ...model.initializers.map((tensor) => messageField(5, tensorFields(tensor))),
  ...model.inputs.map((value) => messageField(11, valueFields(value))),
  ...model.outputs.map((value) => messageField(12, valueFields(value))),
];

const nodeFields = ({ op, inputs, outputs, attributes = {} }: OnnxNode, index: number): Field[] => [
  ...inputs.map((name) => stringField(1, name)),
  ...outputs.map((name) => stringField(2, name)),
  stringField(3, `${op.toLowerCase()}_${index}`),
  stringField(4, op),
  ...Object.entries(attributes).map(([name, value]) =>
    messageField(5, [stringField(1, name), ...attributeFields(value)]),
  ),
];

function attributeFields(value: Attribute): Field[] {
  if (typeof value === "number") return [floatField(2, value), varintField(20, ATTRIBUTE_TYPE.float)];
  if (typeof value === "bigint") return [varintField(3, Number(value)), varintField(20, ATTRIBUTE_TYPE.int)];
  if (typeof value === "string") return [stringField(4, value), varintField(20, ATTRIBUTE_TYPE.string)];
  return [...value.map((one) => varintField(8, Number(one))), varintField(20, ATTRIBUTE_TYPE.ints)];
}

function tensorFields({ name, dims, data }: OnnxTensor): Field[] {
  const type = data instanceof Float32Array ? ELEMENT_TYPE.float32 : ELEMENT_TYPE.int64;
  // raw_data is little endian, as is every machine that runs Node.
  const raw = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return [...dims.map((size) => varintField(1, size)), varintField(2, type), stringField(8, name), bytesField(9, raw)];
}

function valueFields({ name, type, dims }: OnnxValue): Field[] {
  const shape = dims.map((size) =>
    messageField(1, [typeof size === "number" ? varintField(1, size) : stringField(2, size)]),
  );
  const tensorType = [varintField(1, ELEMENT_TYPE[type]), messageField(2, shape)];
  return [stringField(1, name), messageField(2, [messageField(1, tensorType)])];
}
