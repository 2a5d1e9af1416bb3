#include "cli/wiring_keys.h"

#include <algorithm>
#include "signing/expiry.h"

namespace sohoa::cli {
namespace {

namespace fs = std::filesystem;
using KeyLine = Parts::KeyLine;

constexpr const char* kUnreadable = "signing.certificate_unreadable";

std::vector<fs::path> filesOf(const std::vector<fs::path>& places) {
  std::vector<fs::path> files;
  std::error_code error;
  for (const auto& place : places) {
    if (!fs::is_directory(place, error)) {
      files.push_back(place);
      continue;
    }
    for (const auto& entry : fs::directory_iterator(place, error)) {
      if (entry.is_regular_file(error)) files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

void describe(KeyLine& line, const fs::path& file, const fs::path& passphrase) {
  const auto facts = signing::certificateFacts(file, passphrase);
  if (!facts) {
    line.trouble = kUnreadable;
    return;
  }
  line.subject = facts->subject;
  line.issuer = facts->issuer;
  line.from = facts->from;
  line.until = facts->until;
}

void addFile(std::vector<KeyLine>& lines, const char* use, const fs::path& file,
             const fs::path& passphrase = {}) {
  if (file.empty()) return;
  KeyLine line;
  line.use = use;
  line.place = "file";
  line.where = file.string();
  describe(line, file, passphrase);
  lines.push_back(std::move(line));
}

void addSigner(std::vector<KeyLine>& lines, const char* use, const config::SignerSettings& signer) {
  if (signer.empty()) return;
  if (signer.module.empty() && signer.service.empty()) {
    addFile(lines, use, signer.certificate.empty() ? signer.key : signer.certificate,
            signer.passphrase_file);
    lines.back().where = signer.key.string();
    return;
  }
  KeyLine line;
  line.use = use;
  line.place = signer.module.empty() ? "service" : "token";
  line.where = signer.module.empty() ? signer.service : signer.token;
  if (!signer.module.empty() && line.where.empty()) line.where = signer.module.string();
  if (!signer.certificate.empty()) describe(line, signer.certificate, {});
  lines.push_back(std::move(line));
}

}  // namespace

std::vector<KeyLine> listKeys(const config::Settings& settings) {
  std::vector<KeyLine> lines;
  const auto& s = settings.signing;
  addSigner(lines, "operator", s.op);
  addSigner(lines, "certifier", s.certifier);
  addSigner(lines, "agency", s.agency);
  addFile(lines, "timestamp", s.timestamp_key, s.timestamp_passphrase_file);
  addFile(lines, "tls", settings.server.tls_certificate);
  addFile(lines, "secrets", settings.secrets.officer_certificate);
  for (const auto& file : filesOf(settings.trust.anchors)) addFile(lines, "anchor", file);
  for (const auto& file : filesOf(settings.trust.crls)) {
    KeyLine line;
    line.use = "crl";
    line.place = "file";
    line.where = file.string();
    if (const auto times = signing::revocationListTimes(file)) {
      line.from = times->made;
      line.until = times->next;
    } else {
      line.trouble = kUnreadable;
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

KeyLine probeTimestamps(SigningParts& signing) {
  KeyLine line;
  line.use = "timestamp_service";
  line.place = "service";
  try {
    line.from = signing.tryTimestamp();
    if (!line.from) line.trouble = "signing.no_timestamp_authority";
  } catch (const core::Error& error) {
    line.trouble = std::string(error.code().slug);
  }
  return line;
}

}  // namespace sohoa::cli
