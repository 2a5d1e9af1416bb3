#pragma once

// Private to signing/: the web addresses a certificate carries (RFC 5280
// clauses 4.2.1.13, 4.2.2.1).

#include <string>
#include <vector>

#include "signing/openssl_handles.h"

namespace sohoa::signing {

// Only http and https, in the certificate's order.
[[nodiscard]] std::vector<std::string> ocspAddresses(X509* certificate);
[[nodiscard]] std::vector<std::string> issuerAddresses(X509* certificate);
[[nodiscard]] std::vector<std::string> crlAddresses(X509* certificate);

}  // namespace sohoa::signing
