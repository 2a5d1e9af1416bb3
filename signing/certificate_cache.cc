#include "signing/certificate_cache.h"

#include <string_view>

namespace sohoa::signing {
namespace {

X509Ptr shared(X509* certificate) {
  X509_up_ref(certificate);
  return X509Ptr(certificate);
}

X509Ptr parse(ByteView der) {
  const auto* at = der.data();
  return X509Ptr(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
}

}  // namespace

X509Ptr CertificateCache::parsed(ByteView der) {
  if (der.size() > kLongest) return parse(der);
  const std::string_view key(reinterpret_cast<const char*>(der.data()), der.size());
  {
    const std::lock_guard lock(mutex_);
    const auto found = known_.find(key);
    if (found != known_.end()) return shared(found->second.get());
  }
  X509Ptr certificate = parse(der);
  if (!certificate) return certificate;
  const std::lock_guard lock(mutex_);
  if (known_.size() >= kMost) known_.clear();
  known_.emplace(key, shared(certificate.get()));
  return certificate;
}

}  // namespace sohoa::signing
