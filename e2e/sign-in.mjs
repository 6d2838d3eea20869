// Signs an account of the house in through the page that people use; works in both browsers.

const PATH = "/sign-in";

export async function signIn(page, house, loginOrRole) {
  const account = house.account(loginOrRole);
  await page.goto(house.url + PATH);
  await page.type("[name=login]", account.login);
  await page.type("[name=password]", account.password);
  await Promise.all([page.waitForNavigation(), page.click("form:has([name=password]) button:not([type=button])")]);
  if (new URL(page.url()).pathname === PATH) {
    const reason = await page.evaluate(() => document.querySelector("main")?.innerText ?? "");
    throw new Error(`${account.login} was not let in:\n${reason}`);
  }
  return account;
}
