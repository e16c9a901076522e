/**
 * Which models begin each answer amid a thought, since their template opens it and only its end is written. Learnt by the first
 * such answer, and forgotten with the first that is otherwise.
 */
export interface ThoughtHabits {
  opensInThought(model: string): boolean;
  /** An answer has ended: whether a thought was closed in it that it had not opened. */
  heard(model: string, closedThought: boolean): void;
}

/** Sheets may name as many. */
const MODELS = 500;

export function thoughtHabits(): ThoughtHabits {
  const models = new Set<string>();
  return {
    opensInThought: (model) => models.has(model),
    heard(model, closedThought) {
      if (!closedThought) models.delete(model);
      else if (models.size < MODELS) models.add(model);
    },
  };
}
