#pragma once

// Private to signing/.

#include <map>
#include <mutex>
#include <string>

#include "signing/bytes.h"
#include "signing/openssl_handles.h"

namespace sohoa::signing {

// Certificates by their encoding. OpenSSL 3.0 takes longer to parse one than to check a signature,
// and the files of an office carry the same few again and again. Threads may share the cache and
// what it gives. Bounded: it starts anew when full.
class CertificateCache {
 public:
  // Null when `der` is no certificate.
  [[nodiscard]] X509Ptr parsed(ByteView der);

 private:
  static constexpr std::size_t kMost = 256;
  static constexpr std::size_t kLongest = 8192;  // bytes; longer ones are not kept

  std::mutex mutex_;
  std::map<std::string, X509Ptr, std::less<>> known_;
};

}  // namespace sohoa::signing
