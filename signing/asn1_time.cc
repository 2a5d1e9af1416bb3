#include "signing/asn1_time.h"

#include <ctime>

#include "signing/errors.h"
#include "signing/openssl_error.h"

namespace sohoa::signing {

Asn1TimePtr toAsn1Time(core::Timestamp time) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
  Asn1TimePtr result(ASN1_TIME_set(nullptr, seconds));
  ensure(result != nullptr, kCryptoFailed, "ASN1_TIME_set");
  return result;
}

core::Timestamp fromAsn1Time(const ASN1_TIME* time) {
  std::tm fields{};
  ensure(time != nullptr && ASN1_TIME_to_tm(time, &fields) == 1, kCryptoFailed, "ASN1_TIME_to_tm");
  return core::Timestamp(std::chrono::seconds(::timegm(&fields)));
}

}  // namespace sohoa::signing
