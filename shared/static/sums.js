// Only improves: says what points, weights or stores add up to while they are filled in.
"use strict";

const wholeOf = (input) => (/^\d{1,3}$/.test(input.value.trim()) ? Number(input.value) : null);

function tell(output, kind, n) {
  output.textContent = output.dataset[kind].replace("{n}", n);
  output.className = kind;
  output.hidden = false;
}

function scores(field, output) {
  const weights = JSON.parse(field.dataset.weights);
  const given = Object.entries(weights).map(([name, weight]) => [wholeOf(document.getElementById(name)), weight]);
  const n = Math.floor(given.reduce((sum, [points, weight]) => sum + (points ?? 0) * weight, 0) / 100);
  const whole = given.every(([points]) => points !== null);
  tell(output, whole ? (n >= Number(field.dataset.enough) ? "good" : "bad") : "some", n);
}

function weights(field, output) {
  const n = [...field.querySelectorAll("input[name$='-weight']")].reduce((sum, input) => sum + (wholeOf(input) ?? 0), 0);
  tell(output, n === 100 ? "good" : "bad", n);
}

function units(field, output) {
  const stores = field.querySelector("textarea")
    ? field.querySelector("textarea").value.split("\n").filter((line) => line.trim()).length
    : field.querySelectorAll("input[type=checkbox]:checked").length;
  const each = Number(field.querySelector("input[name$='units_per_store_and_month']").value.replaceAll(".", ""));
  if (!stores || !each) { output.hidden = true; return; }
  tell(output, stores * each <= Number(field.dataset.left) ? "good" : "bad", stores * each);
}

for (const field of document.querySelectorAll("[data-weights], [data-weighs], [data-left]")) {
  const output = field.querySelector("output");
  const add = () => (field.dataset.weights ? scores : field.dataset.left ? units : weights)(field, output);
  field.addEventListener("input", add);
  if ([...field.querySelectorAll("input")].some((input) => input.value)) add();
}
