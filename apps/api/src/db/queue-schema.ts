/** The schema that the queue keeps its tables in. */
export const QUEUE_SCHEMA = 'bullmq'
