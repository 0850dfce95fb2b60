export async function writeReport(){}
