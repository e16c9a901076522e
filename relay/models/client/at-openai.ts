/** Whether an address is OpenAI's own, in whatever region: https://platform.openai.com/docs/guides/your-data#data-residency */
export const isAtOpenAI = (url: string): boolean => /(^|\.)api\.openai\.com$/.test(new URL(url).hostname);
