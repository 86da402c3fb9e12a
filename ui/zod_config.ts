/**
 * Imported before any schema is made: zod otherwise compiles parsers with `new Function`,
 * which the page's Content-Security-Policy forbids.
 */
import { z } from "zod";

z.config({ jitless: true });
