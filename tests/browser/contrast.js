// The words in the page's pictures whose contrast with what they stand on is below 4.5:1 (axe-core leaves SVG out).
() => {
  const channel = (value) => (value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  const luminance = ([red, green, blue]) => 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  const light = (colour) => luminance(colour.match(/[\d.]+/g).slice(0, 3).map((each) => channel(each / 255)));
  const ratio = (one, other) => (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
  const paints = (shape) => !/^(none|transparent|rgba\(.*, 0\))$/.test(getComputedStyle(shape).fill);
  const holds = (box, x, y) => box.left <= x && x <= box.right && box.top <= y && y <= box.bottom;

  const opened = [...document.querySelectorAll('img[src^="data:image/svg+xml"]')].map((image) => {
    const [kind, data] = image.src.split(',');
    const host = document.createElement('div');
    host.innerHTML = kind.includes('base64') ? new TextDecoder().decode(Uint8Array.from(atob(data), (c) => c.charCodeAt(0))) : decodeURIComponent(data);
    document.body.append(host);
    return host;
  });
  const faint = [];
  let count = 0;
  for (const picture of document.querySelectorAll('svg.iamsim')) {
    const shapes = [...picture.querySelectorAll('polygon, path, ellipse, rect')].filter(paints)
      .map((shape) => ({ shape, box: shape.getBoundingClientRect() }));
    for (const text of picture.querySelectorAll('text')) {
      if (getComputedStyle(text).visibility === 'hidden') continue;
      const box = text.getBoundingClientRect();
      const [x, y] = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
      const under = shapes.filter(({ shape, box }) => holds(box, x, y)
        && shape.compareDocumentPosition(text) & Node.DOCUMENT_POSITION_FOLLOWING).at(-1);
      const ground = under ? getComputedStyle(under.shape).fill : getComputedStyle(picture).backgroundColor;
      const found = ratio(light(getComputedStyle(text).fill), light(ground));
      count += 1;
      if (found < 4.5) faint.push(`${text.textContent}: ${found.toFixed(1)}`);
    }
  }
  opened.forEach((host) => host.remove());
  return { count, faint };
}
