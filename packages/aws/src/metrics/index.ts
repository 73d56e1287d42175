export { METRIC_NAMESPACE, METRICS, type MetricEntry, metricLine, type MetricName } from "./metric-line.ts";
