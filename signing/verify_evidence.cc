#include "signing/verify_evidence.h"

#include <openssl/pem.h>

#include <algorithm>

#include "core/file.h"
#include "signing/errors.h"
#include "signing/openssl_error.h"
#include "signing/verify_fields.h"

namespace sohoa::signing {
namespace {

std::vector<std::filesystem::path> filesOf(const std::filesystem::path& path) {
  if (!std::filesystem::is_directory(path)) return {path};
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(path)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

// Reads one DER value that fills the file, else every PEM block of the kind.
template <class Ptr, auto FromDer, auto FromPem>
std::vector<Ptr> readAll(const std::filesystem::path& file) {
  const auto bytes = core::readFile(file);
  std::vector<Ptr> result;
  const auto* at = bytes.data();
  if (Ptr der(FromDer(nullptr, &at, static_cast<long>(bytes.size()))); der) {
    result.push_back(std::move(der));
  } else {
    const BioPtr bio(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())));
    while (auto* pem = FromPem(bio.get(), nullptr, nullptr, nullptr)) result.emplace_back(pem);
  }
  static_cast<void>(drainOpensslErrors());
  return result;
}

template <class See>
void eachStream(const pdf::Revisions& file, std::size_t revision, const pdf::Object& store,
                std::string_view key, const See& see) {
  constexpr std::size_t kMaxItems = 1'000;
  const auto list = file.resolveKey(store, key, revision);
  for (std::size_t i = 0; i < std::min(list->items.size(), kMaxItems); ++i) {
    const auto bytes = file.streamBytes(*file.resolve(list->items[i], revision), revision);
    if (bytes && bytes->size() <= INT32_MAX) see(*bytes);
  }
}

}  // namespace

std::vector<X509Ptr> readCertificates(const std::vector<std::filesystem::path>& paths) {
  std::vector<X509Ptr> result;
  for (const auto& path : paths) {
    for (const auto& file : filesOf(path)) {
      auto found = readAll<X509Ptr, &d2i_X509, &PEM_read_bio_X509>(file);
      if (found.empty() && file == path) {
        throw core::Error(kCertificateUnreadable, {.file = file.string()});
      }
      std::ranges::move(found, std::back_inserter(result));
    }
  }
  return result;
}

std::vector<CrlPtr> readCrls(const std::vector<std::filesystem::path>& paths) {
  std::vector<CrlPtr> result;
  for (const auto& path : paths) {
    if (!std::filesystem::exists(path)) continue;
    for (const auto& file : filesOf(path)) {
      auto found = readAll<CrlPtr, &d2i_X509_CRL, &PEM_read_bio_X509_CRL>(file);
      std::ranges::move(found, std::back_inserter(result));
    }
  }
  return result;
}

Evidence readDss(const pdf::Revisions& file, std::size_t revision, CertificateCache& cache) {
  Evidence evidence;
  const auto store = file.resolveKey(*catalog(file, revision), "DSS", revision);
  if (!store->isDictionary()) return evidence;
  eachStream(file, revision, *store, "Certs", [&](const Bytes& bytes) {
    X509Ptr item = cache.parsed(bytes);
    if (item) evidence.certificates.push_back(std::move(item));
  });
  eachStream(file, revision, *store, "CRLs", [&](const Bytes& bytes) {
    const auto* at = bytes.data();
    CrlPtr item(d2i_X509_CRL(nullptr, &at, static_cast<long>(bytes.size())));
    if (item) evidence.crls.push_back(std::move(item));
  });
  eachStream(file, revision, *store, "OCSPs", [&](const Bytes& bytes) {
    const auto* at = bytes.data();
    const OcspResponsePtr response(
        d2i_OCSP_RESPONSE(nullptr, &at, static_cast<long>(bytes.size())));
    BasicOcspPtr item(response ? OCSP_response_get1_basic(response.get()) : nullptr);
    if (item) evidence.ocsps.push_back(std::move(item));
  });
  static_cast<void>(drainOpensslErrors());
  return evidence;
}

}  // namespace sohoa::signing
