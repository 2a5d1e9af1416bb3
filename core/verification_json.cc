#include "core/verification_json.h"

#include <nlohmann/json.hpp>

namespace sohoa::core {

using nlohmann::json;

namespace {

json timeJson(const std::optional<Timestamp>& time) {
  return time ? json(formatIso8601(*time)) : json(nullptr);
}

json findingsJson(const std::vector<Finding>& findings) {
  json list = json::array();
  for (const auto& finding : findings) {
    list.push_back({{"code", finding.code}, {"where", finding.where}});
  }
  return list;
}

json signatureJson(const SignatureReport& s) {
  json codes = json::array();
  for (const auto& finding : s.findings) codes.push_back(finding.code);
  return {{"field", s.field},
          {"signer", s.signer},
          {"organisation", s.organisation},
          {"issuer", s.issuer},
          {"valid_from", timeJson(s.valid_from)},
          {"valid_until", timeJson(s.valid_until)},
          {"document_timestamp", s.document_timestamp},
          {"intact", s.intact},
          {"verdict", slug(s.verdict)},
          {"sub_indication", s.sub_indication},
          {"level", s.level},
          {"signing_time", timeJson(s.signing_time)},
          {"best_signature_time", timeJson(s.best_signature_time)},
          {"covers_whole_document", s.covers_whole_document},
          {"codes", std::move(codes)},
          {"findings", findingsJson(s.findings)}};
}

}  // namespace

json verificationJson(const VerificationReport& report) {
  json signatures = json::array();
  for (const auto& signature : report.signatures) signatures.push_back(signatureJson(signature));
  return {{"verdict", slug(report.verdict)},
          {"sub_indication", report.sub_indication},
          {"level", report.level},
          {"signatures", std::move(signatures)},
          {"findings", findingsJson(report.findings)}};
}

}  // namespace sohoa::core
