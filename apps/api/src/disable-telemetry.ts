// onnxruntime-node reports to its maker unless this is set before it is first loaded
process.env['ORT_DISABLE_TELEMETRY'] = '1'
