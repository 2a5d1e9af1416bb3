#include "pipeline/forwarder.h"

#include <algorithm>
#include <random>

#include "core/ports/errors.h"
#include "pipeline/errors.h"

namespace sohoa::pipeline {
namespace {

constexpr int kPage = 200;

core::OutgoingCopy outgoing(const core::CopyCatalogue& catalogue,
                            const core::CopyVersions& versions, const core::BlobStore& blobs,
                            const core::Consignment& consignment) {
  auto copy = catalogue.find(consignment.copy);
  // Such a paper never gets as far as the catalogue; should one have, it goes no further.
  if (copy && copy->fields.count("do_mat") != 0) {
    throw core::Error(core::kSecretHeld, {.detail = consignment.copy});
  }
  if (!copy) throw core::Error(core::kNoSuchCopy, {.detail = consignment.copy});
  // Not simply the newest: other bytes than those of an attempt whose answer was lost would be
  // another copy to the far side.
  if (const auto version = versions.newest(copy->id, consignment.entered)) {
    copy->content = version->content;
    copy->size = version->size;
    copy->level = version->level;
  }
  auto file = blobs.localFile(copy->content);
  std::error_code error;
  const auto size = std::filesystem::file_size(file, error);
  if (error) throw core::Error(core::kIo, {.file = file.string(), .detail = error.message()});
  return {.copy = std::move(*copy),
          .text = catalogue.text(consignment.copy).value_or(""),
          .file = std::move(file),
          .size = size,
          .key = consignment.key,
          .progress = consignment.progress};
}

double randomShare() {
  static thread_local std::minstd_rand random{std::random_device{}()};
  return std::uniform_real_distribution<double>(0, 1)(random);
}

}  // namespace

bool isOpen(const ForwardRules& rules, core::Timestamp now) {
  if (rules.opens == rules.closes) return true;
  const auto local = now + core::kVietnamOffset;
  const auto minute = static_cast<int>(
      std::chrono::floor<std::chrono::minutes>(local - std::chrono::floor<std::chrono::days>(local))
          .count());
  if (rules.opens < rules.closes) return minute >= rules.opens && minute < rules.closes;
  return minute >= rules.opens || minute < rules.closes;
}

std::chrono::seconds pauseAfter(const ForwardRules& rules, int failures, double share) {
  const auto doubled = rules.first_pause.count() << std::clamp(failures - 1, 0, 30);
  const auto most = std::min(doubled, rules.longest_pause.count());
  return std::chrono::seconds(most / 2 + static_cast<long>(share * static_cast<double>(most) / 2));
}

int enlist(const core::CopyCatalogue& catalogue, core::Outbox& outbox,
           const std::string& destination, core::Timestamp now) {
  int added = 0;
  const auto life = catalogue.incarnation();
  auto at = outbox.enlisted(destination);
  // Another catalogue than the last time, as after a restore: its numbers mean other copies.
  if (at.life != life) at = {0, life};
  for (bool more = true; more;) {
    const auto changes = catalogue.changes(at.number, std::nullopt, kPage);
    more = changes.more;
    if (changes.last == at.number) break;
    std::vector<std::string> copies;
    for (const auto& copy : changes.copies) copies.push_back(copy.id);
    at.number = changes.last;
    added += outbox.addUpTo(destination, copies, at, now);
  }
  return added;
}

ForwardReport forward(const core::CopyCatalogue& catalogue, const core::CopyVersions& versions,
                      const core::BlobStore& blobs, core::Outbox& outbox, const std::string& name,
                      core::Destination& destination, const ForwardRules& rules,
                      const core::Clock& clock, const std::function<bool()>& stop) {
  ForwardReport report;
  while (!stop()) {
    const auto now = clock.now();
    report.closed = !isOpen(rules, now);
    if (report.closed) break;
    const auto held = outbox.claim(name, now, now + rules.claim);
    if (!held) break;
    try {
      auto copy = outgoing(catalogue, versions, blobs, *held);
      copy.keep = [&](const std::string& progress) {
        if (outbox.progressed(*held, progress, clock.now() + rules.claim)) return;
        throw core::Error(core::kTakenOver, {.detail = held->copy});
      };
      const auto receipt = destination.send(copy);
      if (outbox.delivered(*held, receipt, clock.now())) ++report.delivered;
    } catch (const core::Error& error) {
      const bool never = error.retry() == core::Retry::kNever;
      // Disposed of since, perhaps while it was sent.
      if (never && catalogue.tombstone(held->copy)) {
        if (outbox.withdrawn(*held, clock.now())) ++report.withdrawn;
        continue;
      }
      report.problem = error;
      const auto& reason = error.context().detail;
      if (never) {
        if (outbox.refused(*held, error.code().slug, reason, clock.now())) ++report.refused;
        continue;
      }
      const auto pause = pauseAfter(rules, held->attempts + 1, randomShare());
      const auto due = clock.now() + pause;
      if (outbox.postponed(*held, error.code().slug, reason, due)) ++report.postponed;
      break;
    }
  }
  return report;
}

}  // namespace sohoa::pipeline
