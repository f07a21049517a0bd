/** Tests start the program as it is built: from its sources each start would take three times as long. */
export { build as setup } from './install.mjs'
