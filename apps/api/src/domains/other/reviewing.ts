/** What can be said of a call of any table. */
export const otherReviewing = {
  reasons: {
    known_answer: 'What it is, is known from elsewhere',
    wrong_values: 'A value of the row cannot be right',
    missing_values: 'What would decide it is missing',
    outside_training: 'The model was not made for such a row',
    borderline: 'It could be called either way',
  },
  /** Which rows belong together only the table's owner knows. */
  subjectOf: () => null,
} as const
