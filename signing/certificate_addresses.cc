#include "signing/certificate_addresses.h"

#include <string_view>

namespace sohoa::signing {
namespace {

using AccessPtr = core::UniqueHandle<AUTHORITY_INFO_ACCESS, &AUTHORITY_INFO_ACCESS_free>;
using CrlPointsPtr = core::UniqueHandle<CRL_DIST_POINTS, &CRL_DIST_POINTS_free>;

void addUri(const GENERAL_NAME* name, std::vector<std::string>& out) {
  if (name->type != GEN_URI) return;
  const auto* text = name->d.uniformResourceIdentifier;
  std::string uri(reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
                  static_cast<std::size_t>(ASN1_STRING_length(text)));
  const bool web = uri.starts_with("http://") || uri.starts_with("https://");
  if (web && uri.find('\0') == std::string::npos) out.push_back(std::move(uri));
}

std::vector<std::string> accessAddresses(X509* certificate, int method) {
  std::vector<std::string> result;
  const AccessPtr access(static_cast<AUTHORITY_INFO_ACCESS*>(
      X509_get_ext_d2i(certificate, NID_info_access, nullptr, nullptr)));
  for (int i = 0; access && i < sk_ACCESS_DESCRIPTION_num(access.get()); ++i) {
    const auto* description = sk_ACCESS_DESCRIPTION_value(access.get(), i);
    if (OBJ_obj2nid(description->method) == method) addUri(description->location, result);
  }
  return result;
}

}  // namespace

std::vector<std::string> ocspAddresses(X509* certificate) {
  return accessAddresses(certificate, NID_ad_OCSP);
}

std::vector<std::string> issuerAddresses(X509* certificate) {
  return accessAddresses(certificate, NID_ad_ca_issuers);
}

std::vector<std::string> crlAddresses(X509* certificate) {
  std::vector<std::string> result;
  const CrlPointsPtr points(static_cast<CRL_DIST_POINTS*>(
      X509_get_ext_d2i(certificate, NID_crl_distribution_points, nullptr, nullptr)));
  for (int i = 0; points && i < sk_DIST_POINT_num(points.get()); ++i) {
    const auto* point = sk_DIST_POINT_value(points.get(), i);
    if (point->distpoint == nullptr || point->distpoint->type != 0) continue;
    const auto* names = point->distpoint->name.fullname;
    for (int k = 0; k < sk_GENERAL_NAME_num(names); ++k) {
      addUri(sk_GENERAL_NAME_value(names, k), result);
    }
  }
  return result;
}

}  // namespace sohoa::signing
