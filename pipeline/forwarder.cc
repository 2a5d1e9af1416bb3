#include "pipeline/forwarder.h"

#include <algorithm>
#include <random>

#include "core/ports/errors.h"

namespace sohoa::pipeline {
namespace {

constexpr int kPage = 200;

core::OutgoingCopy outgoing(const core::Warehouse& warehouse, const core::BlobStore& blobs,
                            const core::Consignment& consignment) {
  auto copy = warehouse.find(consignment.copy);
  if (!copy) throw core::Error(core::kNoSuchCopy, {.detail = consignment.copy});
  auto file = blobs.localFile(copy->content);
  std::error_code error;
  const auto size = std::filesystem::file_size(file, error);
  if (error) throw core::Error(core::kIo, {.file = file.string(), .detail = error.message()});
  return {std::move(*copy), std::move(file), size, consignment.key};
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

int enlist(const core::Warehouse& warehouse, core::Outbox& outbox, const std::string& destination,
           core::Timestamp now) {
  int added = 0;
  core::SearchQuery query;
  query.limit = kPage;
  do {
    const auto page = warehouse.search(query);
    std::vector<std::string> copies;
    for (const auto& hit : page.hits) copies.push_back(hit.id);
    added += outbox.add(destination, copies, now);
    query.cursor = page.next;
  } while (query.cursor);
  return added;
}

ForwardReport forward(const core::Warehouse& warehouse, const core::BlobStore& blobs,
                      core::Outbox& outbox, const std::string& name, core::Destination& destination,
                      const ForwardRules& rules, const core::Clock& clock,
                      const std::function<bool()>& stop) {
  ForwardReport report;
  while (!stop()) {
    const auto now = clock.now();
    report.closed = !isOpen(rules, now);
    if (report.closed) break;
    const auto consignment = outbox.claim(name, now, now + rules.claim);
    if (!consignment) break;
    try {
      const auto receipt = destination.send(outgoing(warehouse, blobs, *consignment));
      outbox.delivered(*consignment, receipt, clock.now());
      ++report.delivered;
    } catch (const core::Error& error) {
      report.problem = error;
      if (error.retry() == core::Retry::kNever) {
        outbox.refused(*consignment, error.code().slug, clock.now());
        ++report.refused;
        continue;
      }
      const auto pause = pauseAfter(rules, consignment->attempts + 1, randomShare());
      outbox.postponed(*consignment, error.code().slug, clock.now() + pause);
      ++report.postponed;
      break;
    }
  }
  return report;
}

}  // namespace sohoa::pipeline
