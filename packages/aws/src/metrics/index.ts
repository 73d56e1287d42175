export { controlPlaneLine } from "./control-plane-line.ts";
export { type Measurement, METRIC_NAMESPACE, metricLine, METRICS, type MetricName } from "./metric-line.ts";
