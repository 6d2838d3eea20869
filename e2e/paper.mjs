// What a page becomes on paper: how many sheets, and of what size in millimetres.

const POINTS_A_MM = 72 / 25.4;

export async function paperOf(page) {
  const bytes = Buffer.from(await page.pdf({ preferCSSPageSize: true }));
  const text = bytes.toString("latin1");
  const sizes = [...text.matchAll(/\/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)\s*\]/g)].map(([, width, height]) => `${Math.round(width / POINTS_A_MM)} × ${Math.round(height / POINTS_A_MM)}`);
  return { bytes, sheets: text.match(/\/Type\s*\/Page\b/g).length, sizes: [...new Set(sizes)] };
}
