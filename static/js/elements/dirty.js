// What a form holds that has not been saved: compared with data-saved, else with the values the server sent.

export function unsavedFields(form) {
  // A form that came back with errors shows what was typed as its defaults; it is unsaved all the same.
  const refused = form.querySelectorAll("[aria-invalid=true]:not([data-saved])").length;
  return [...form.elements].filter(changed).length || refused;
}

function changed(field) {
  if (!field.name || field.disabled || "uncounted" in field.dataset) return false;
  if ("saved" in field.dataset) return String(field.type === "checkbox" ? field.checked : field.value) !== field.dataset.saved;
  if (field.type === "hidden") return false;
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (field.type === "file") return field.files.length > 0;
  if (field.options) return hasNewChoice([...field.options]);
  return "defaultValue" in field && field.value !== field.defaultValue;
}

function hasNewChoice(options) {
  // A select without a marked default starts at its first option.
  if (!options.some((option) => option.defaultSelected)) return options.findIndex((option) => option.selected) > 0;
  return options.some((option) => option.selected !== option.defaultSelected);
}
