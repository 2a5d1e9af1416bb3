#pragma once

#include "core/ports/secret_box.h"
#include "store/location.h"

namespace sohoa::store {

// Throws Error(kSecretKeyGone) when second factors or webhooks' secrets of the access schema in
// that place are sealed under a key that the box does not have. Opens the place as SqlOperatorBook
// does, with its errors.
void requireSecretKey(const Location& access, const core::SecretBox& box);

// Gives those up for good: they fit nothing, are there as before, and wait for nothing but to be
// set anew. Returns how many these were.
int giveUpSecrets(const Location& access, const core::SecretBox& box);

}  // namespace sohoa::store
