export { trainEnsemble as train } from '../train-ensemble.ts'
