#include "signing/openssl_error.h"

#include <openssl/err.h>

namespace sohoa::signing {

std::string drainOpensslErrors() {
  std::string text;
  while (const unsigned long error = ERR_get_error()) {
    if (!text.empty()) text += "; ";
    const char* reason = ERR_reason_error_string(error);
    text += reason != nullptr ? reason : "error " + std::to_string(error);
  }
  return text;
}

void throwOpenssl(const core::ErrorCode& code, std::string_view doing) {
  std::string detail{doing};
  if (const std::string causes = drainOpensslErrors(); !causes.empty()) detail += ": " + causes;
  throw core::Error(code, {.detail = std::move(detail)});
}

}  // namespace sohoa::signing
