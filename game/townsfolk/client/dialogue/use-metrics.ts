import React, { useContext, useMemo } from "@rbxts/react";
import type { Metrics } from "./metrics";
import { metricsOf } from "./metrics";
import { useSafeArea } from "./use-device";

const USUAL = new Vector2(1280, 720);
const MetricsContext = React.createContext<Metrics>(metricsOf({ screen: USUAL, top: 0, size: USUAL }));

export const MetricsProvider = MetricsContext.Provider;

/** How large everything is on the player's screen. */
export function useMetrics(): Metrics {
	return useContext(MetricsContext);
}

export function useMetricsOfScreen(): Metrics {
	const area = useSafeArea();
	return useMemo(() => metricsOf(area), [area]);
}
