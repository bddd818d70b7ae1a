export interface ScenarioOptions {
  /** Decides what chance would: the same seed gives the same faults at the same places. */
  seed: number;
  /** How much of it; each scenario says of what, and how much is enough. */
  size?: number | undefined;
  say: (text: string) => void;
}

export interface ScenarioResult {
  figures: Readonly<Record<string, number | string>>;
  /** What is not as it must be; empty when the platform withstood. */
  faults: string[];
}

/** Breaks something of a platform of its own, while reports are made, and looks at what became of them. */
export type Scenario = (options: ScenarioOptions) => Promise<ScenarioResult>;
