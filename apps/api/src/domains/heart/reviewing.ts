/** What cardiologists say of a call from thirteen values; `not_said` is the reason of a client that gives none. */
export const heartReviewing = {
  reasons: {
    typical_symptoms: 'The symptoms are typical',
    atypical_symptoms: 'The symptoms are not those of the heart',
    positive_stress_test: 'The stress test points to ischaemia',
    negative_stress_test: 'The stress test was normal, and reached its rate',
    submaximal_stress_test: 'The stress test was stopped too early to tell',
    ecg_changes: 'The resting electrocardiogram is not normal',
    imaging: 'Imaging says otherwise',
    known_disease: 'Coronary disease is known already',
    risk_factors: 'Risk factors that the model does not know: smoking, family, diabetes, kidneys',
    medication: 'Medication changes the values: beta blockers, digitalis',
    comorbidity: 'Another disease explains it',
    missing_values: 'What would decide it was not measured',
    wrong_values: 'A value cannot be right',
    outside_training: 'The model was not made for such a patient',
    not_said: 'No reason was given',
  },
  /** A patient is known by the submission, never by a row's name. */
  subjectOf: () => null,
} as const
