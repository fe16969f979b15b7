// The ladder: how much the AI may decide. It is climbed by evidence and a signature, and fallen down automatically.

export const ladder = ['shadow', 'assisted', 'supervised', 'autonomous'] as const;
export type LadderStep = (typeof ladder)[number];

/** What each step means, as people read it. */
export const ladderMeaning: Readonly<Record<LadderStep, string>> = {
  shadow: 'The existing process decides; the AI is only recorded and compared.',
  assisted: 'A person decides every case and sees what the AI proposes.',
  supervised: 'The trust rule says who decides; many of the AI’s decisions are checked.',
  autonomous: 'As supervised, with fewer checks; the business rules stay in force.',
};

export const mayAiDecide = (step: LadderStep): boolean => step === 'supervised' || step === 'autonomous';
