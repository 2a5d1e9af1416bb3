#pragma once

// Private to signing/.

#include "core/clock.h"
#include "signing/openssl_handles.h"

namespace sohoa::signing {

// UTCTime up to 2049, GeneralizedTime after (RFC 5280 clause 4.1.2.5); whole seconds.
[[nodiscard]] Asn1TimePtr toAsn1Time(core::Timestamp time);

// Throws Error(kCryptoFailed) when the value is not a time.
[[nodiscard]] core::Timestamp fromAsn1Time(const ASN1_TIME* time);

}  // namespace sohoa::signing
