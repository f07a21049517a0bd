export const SUMMARY =
  'A residual network over one dermoscopic picture of a lesion: what each of seven diagnoses has for it, and whether those that are malignant or may become so have it. Not a medical device; non-commercial, as the pictures are that it learned from.'

export const LICENCE = 'CC BY-NC 4.0: non-commercial, as its training pictures are (HAM10000, Tschandl et al. 2018)'

export const SOURCE = {
  licence: 'CC BY-NC 4.0',
  source: 'Tschandl, Rosendahl & Kittler 2018, doi:10.1038/sdata.2018.161',
} as const

export const INTENDED_USE =
  'Non-commercial research and teaching: to compare what a network says of a dermoscopic picture with what a dermatologist says and what the biopsy shows. Not a medical device: not to decide on a biopsy or a treatment, and not for photographs without a dermatoscope.'

export const LIMITS = [
  'It learned from pictures of 200 × 150 pixels, of patients of Vienna and Queensland: nearly all on light skin. Skin types are not in that table, so that nothing is measured on any of them; on dark skin it must be taken to be wrong.',
  'It knows seven diagnoses. A squamous cell carcinoma, a Merkel cell carcinoma, an infection or a metastasis is called one of the seven all the same.',
  'Probabilities are those of that collection, of which one picture in five is malignant: in a practice far fewer are, and a probability here is too high there. Calibrate on your own verdicts.',
  'More than half of that collection’s diagnoses are of the microscope; the others are of follow-up, confocal microscopy or the consensus of experts.',
  'It was taught where the lesion is by masks of the training pictures, so that its maps lie on lesions more than those of a network that was not. A map on a lesion says where the network looked, and not that it was right.',
  'Hair, rulers, ink and gel bubbles are in the training pictures and are not taken out: it may go by them.',
  'A fixed part of the lesions was held out; the figures are of one split and one training, and do not say how much another would differ.',
] as const
