// The entry: each element enhances markup that already works without it.
import "./elements/amount-preview.js";
import "./elements/auto-submit.js";
import "./elements/copy-button.js";
import "./elements/dirty-button.js";
import "./elements/form-errors.js";
import "./elements/menu-button.js";
import "./elements/modal-dialog.js";
import "./elements/nav-drawer.js";
import "./elements/password-field.js";
import "./elements/request-progress.js";
import "./elements/row-list.js";
import "./elements/row-menus.js";
import "./elements/submit-once.js";
import "./elements/tab-list.js";
import "./elements/theme-button.js";
import "./elements/toast-list.js";
import "./elements/unsaved-guard.js";
