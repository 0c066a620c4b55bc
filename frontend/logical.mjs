// Turns left and right into start and end, so that the GOV.UK components are laid out, not mirrored
// by accident, where one reads from the right. Our own styles are written that way already.

const NAMES = {
  "margin-left": "margin-inline-start",
  "margin-right": "margin-inline-end",
  "padding-left": "padding-inline-start",
  "padding-right": "padding-inline-end",
  "border-left": "border-inline-start",
  "border-right": "border-inline-end",
  "border-left-color": "border-inline-start-color",
  "border-right-color": "border-inline-end-color",
  "border-left-width": "border-inline-start-width",
  "border-right-width": "border-inline-end-width",
  "border-left-style": "border-inline-start-style",
  "border-right-style": "border-inline-end-style",
  left: "inset-inline-start",
  right: "inset-inline-end",
};

const SIDES = { left: "start", right: "end" };

// Four values whose left and right differ, as `margin: 5px 20px 10px 0`.
function parted(declaration) {
  const values = declaration.value.split(/\s+/);
  if (values.length !== 4 || values[1] === values[3]) {
    return;
  }
  const [top, right, bottom, left] = values;
  const { prop, important } = declaration;
  declaration.replaceWith(
    { prop: `${prop}-top`, value: top, important },
    { prop: `${prop}-bottom`, value: bottom, important },
    { prop: `${prop}-inline-start`, value: left, important },
    { prop: `${prop}-inline-end`, value: right, important },
  );
}

function turned(declaration) {
  const { prop, value } = declaration;
  // Drawn signs, such as a tick made of a turned box, keep their sides.
  if (prop in NAMES) {
    declaration.prop = NAMES[prop];
  } else if (prop === "text-align" && value in SIDES) {
    declaration.value = SIDES[value];
  } else if (prop === "float" && value in SIDES) {
    // Chrome before 118 knows only sides: it keeps the first of the two.
    declaration.cloneBefore();
    declaration.value = `inline-${SIDES[value]}`;
  } else if (prop === "margin" || prop === "padding") {
    parted(declaration);
  }
}

export const logical = {
  postcssPlugin: "logical",
  // One walk: a visitor would be called again for each declaration that it adds.
  Once(root) {
    root.walkDecls(turned);
  },
};
