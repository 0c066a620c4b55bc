// Every page works without this; with it, controls are a little kinder.
import {
  Accordion,
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  ExitThisPage,
  NotificationBanner,
  PasswordInput,
  Radios,
  ServiceNavigation,
  SkipLink,
  Tabs,
  createAll,
} from "govuk-frontend";

import { enhance } from "./autocomplete.ts";

// A radio button may not be called expanded, say the rules of ARIA; what it reveals comes next.
class PlainRadios extends Radios {
  syncConditionalRevealWithInputState($input) {
    super.syncConditionalRevealWithInputState($input);
    $input.removeAttribute("aria-expanded");
  }
}

for (const component of [
  Accordion,
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  ExitThisPage,
  NotificationBanner,
  PasswordInput,
  PlainRadios,
  ServiceNavigation,
  SkipLink,
  Tabs,
]) {
  createAll(component);
}

for (const select of document.querySelectorAll("select[data-fs-autocomplete]")) {
  enhance(select);
}
