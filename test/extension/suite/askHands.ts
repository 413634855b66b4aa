// The suite's way to the hands and ears outside: see test/support/hands.ts.

/** Asks the outside for something, and waits for the answer. */
export async function ask<Answer = null>(name: string, argument: unknown = null): Promise<Answer> {
  const url = process.env['STARLING_HANDS'];
  if (url === undefined)
    throw new Error('STARLING_HANDS is not set: run this suite with npm test, not by itself.');
  const response = await fetch(url + name, { method: 'POST', body: JSON.stringify(argument) });
  const { answer, error } = (await response.json()) as { answer: Answer; error?: string };
  if (error !== undefined) throw new Error(error);
  return answer;
}
