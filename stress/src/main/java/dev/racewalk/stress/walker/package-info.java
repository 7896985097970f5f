/** Hardware that walks while tables change: several devices, forgetful caches, two domains on one command queue. */
@NullMarked
package dev.racewalk.stress.walker;

import org.jspecify.annotations.NullMarked;
