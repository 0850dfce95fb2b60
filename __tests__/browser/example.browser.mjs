// The example, as a user sees and uses it. With STRINGOPS_SCREENSHOT=1 it takes the picture of the docs.
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { PAGE, serveExample } from '../../examples/browser/serve.mjs';
import { root } from '../../scripts/steps.mjs';
import { useBrowser } from './browser.mjs';

const { open } = useBrowser();

const PICTURE = path.join(root, 'docs/images/browser-example.png');

async function openExample(query = '', options = {}) {
  const server = await serveExample();
  const { page, problems } = await open(server.url + PAGE + query, options);
  await page.waitForSelector('#timings tr');
  const fill = async (a, b, needle) => {
    await page.fill('#a', a);
    await page.fill('#b', b);
    await page.fill('#needle', needle);
  };
  const text = (selector) => page.textContent(selector);
  const marks = (name) => page.locator(`#matches-${name} mark`).allTextContents();
  return { page, problems, fill, text, marks, close: server.close };
}

describe('the browser example', () => {
  it('shows hashes, order, matches, the backend and times', async () => {
    const { page, problems, fill, text, marks, close } = await openExample();
    expect(await text('#backend')).toBe('webassembly');
    expect(await text('#this-backend')).toBe('webassembly');

    await fill('foobar', 'foo', 'o');
    expect(await text('#hash-a')).toBe('0xbf9cf968');
    expect(await text('#hash-b')).toBe('0xa9f37ed7');
    expect(await text('#bytes-a')).toBe('6 bytes');
    expect(await text('#order')).toBe('A comes after B');
    expect(await marks('a')).toEqual(['o', 'o']);
    expect(await text('#matches-a')).toBe('foobar');
    expect(await text('#counts')).toBe('2 matches in A, 2 matches in B');

    await fill('foobar', 'foobar', 'bar');
    expect(await text('#order')).toBe('A and B are equal');
    expect(await marks('b')).toEqual(['bar']);

    await fill('apple', 'banana', 'kiwi');
    expect(await text('#order')).toBe('A comes before B');
    expect(await text('#counts')).toBe('0 matches in A, 0 matches in B');
    expect(await marks('a')).toEqual([]);

    await page.check('#large');
    await page.waitForFunction(() =>
      /[µm]s/.test(document.querySelector('#timings tr td:nth-child(2)')?.textContent ?? ''),
    );
    const rows = await page.locator('#timings tr').allTextContents();
    expect(rows).toHaveLength(3);
    for (const row of rows) expect(row).toMatch(/^fast(Hash|Compare|Search)\(.*\)((< )?[\d.]+ (ns|µs|ms)){2}$/);
    expect(problems).toEqual([]);
    await close();
  });

  it('highlights what is not ASCII, and what overlaps', async () => {
    const { page, problems, fill, text, marks, close } = await openExample();
    await fill('日本🚀本日本', 'héé', '日本');
    expect(await marks('a')).toEqual(['日本', '日本']);
    expect(await text('#matches-a')).toBe('日本🚀本日本');
    await page.fill('#needle', '🚀');
    expect(await marks('a')).toEqual(['🚀']);
    await page.fill('#needle', 'é');
    expect(await marks('b')).toEqual(['é', 'é']);

    await fill('banana', 'aaa', 'ana');
    expect(await marks('a')).toEqual(['ana']);
    await page.check('#overlapping');
    expect(await marks('a')).toEqual(['an', 'a', 'na']);
    expect(await page.locator('#matches-a mark.more').allTextContents()).toEqual(['a']);
    expect(await text('#counts')).toBe('2 matches in A, 0 matches in B');
    expect(await text('#matches-a')).toBe('banana');

    await page.fill('#needle', '');
    expect(await marks('a')).toEqual([]);
    expect(await text('#counts')).toBe('type a needle');
    expect(problems).toEqual([]);
    await close();
  });

  it('shows what looks like HTML as text', async () => {
    const { page, problems, fill, text, marks, close } = await openExample();
    const html = '<img src=x onerror="document.title = 1"><b>&amp;</b>';
    await fill(html, '', '<b>&amp;');
    expect(await text('#matches-a')).toBe(html);
    expect(await marks('a')).toEqual(['<b>&amp;']);
    expect(await page.locator('#matches-a *:not(mark)').count()).toBe(0);
    expect(await text('#matches-b')).toBe('');
    expect(await text('#hash-b')).toBe('0x811c9dc5');
    expect(await page.title()).toBe('stringops-booster in the browser');
    expect(problems).toEqual([]);
    await close();
  });

  it('shows the beginning of a long text, and counts in all of it', async () => {
    const { page, problems, fill, text, close } = await openExample();
    await page.fill('#needle', 'a');
    expect(await text('#rest-a')).toBe('');
    await fill('🦊'.repeat(5000), `x${'🦊'.repeat(5000)}`, '🦊');
    expect(await text('#matches-a')).toBe('🦊'.repeat(5000));
    expect(await text('#rest-a')).toBe('');
    expect(await text('#matches-b')).toBe(`x${'🦊'.repeat(4999)}`);
    expect(await text('#rest-b')).toBe(' … and 2 characters more');
    await fill(`${'b'.repeat(9999)}aa${'b'.repeat(200_000)}a`, '', 'aa');
    expect(await page.locator('#matches-a mark').allTextContents()).toEqual(['a']);
    expect((await text('#matches-a')).length).toBe(10_000);
    expect(await text('#rest-a')).toBe(' … and 200,002 characters more');
    expect(await text('#counts')).toBe('1 match in A, 0 matches in B');
    expect(problems).toEqual([]);
    await close();
  });

  it('says which backend was asked for', async () => {
    const { page, text, marks, fill, close } = await openExample('?backend=javascript');
    expect(await text('#backend')).toBe('javascript');
    await fill('foobar', 'b', 'bar');
    expect(await text('#hash-a')).toBe('0xbf9cf968');
    expect(await marks('a')).toEqual(['bar']);
    await page.goto(page.url().replace('javascript', 'native'));
    await page.waitForFunction(() => document.querySelector('#backend')?.textContent !== 'loading …');
    expect(await text('#backend')).toContain('A browser loads no addons');
    await close();
  });

  it.each([360, 320])('fits a phone that is %d pixels wide', async (width) => {
    const { page, close } = await openExample('', { viewport: { width, height: 640 } });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    // Something may stick out of its section without being wider than the page.
    const sticksOut = await page.evaluate(() =>
      [...document.querySelectorAll('section')]
        .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
        .map(({ className }) => className),
    );
    expect(sticksOut).toEqual([]);
    const [table, section] = await page.evaluate(() =>
      [document.querySelector('table'), document.querySelector('.results h2')].map(
        (element) => element.getBoundingClientRect().right,
      ),
    );
    expect(table).toBeLessThanOrEqual(section + 0.5);
    await close();
  });

  it('is in the docs as a picture', async () => {
    if (process.env.STRINGOPS_SCREENSHOT) {
      const { page, close } = await openExample('', { viewport: { width: 1040, height: 720 }, colorScheme: 'light' });
      await page.check('#overlapping');
      await page.check('#large');
      await page.waitForTimeout(2000);
      fs.mkdirSync(path.dirname(PICTURE), { recursive: true });
      await page.screenshot({ path: PICTURE, fullPage: true });
      await close();
    }
    const picture = fs.readFileSync(PICTURE);
    expect(picture.subarray(1, 4).toString('latin1')).toBe('PNG');
    expect(picture.length).toBeLessThan(200 * 1024);
  });
});
