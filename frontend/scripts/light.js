// For public pages without forms that need more: the menu of a phone, and the way past it.
import { ServiceNavigation, SkipLink, createAll } from "govuk-frontend";

createAll(ServiceNavigation);
createAll(SkipLink);
