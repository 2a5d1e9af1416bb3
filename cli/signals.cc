#include "cli/signals.h"

#include <csignal>

namespace sohoa::cli {
namespace {

std::atomic<bool> stop{false};
std::atomic<bool> reload{false};

extern "C" void onStop(int) { stop = true; }
extern "C" void onReload(int) { reload = true; }

}  // namespace

const std::atomic<bool>& stopRequested() { return stop; }

void requestStop() { stop = true; }

bool reloadRequested() { return reload.exchange(false); }

void catchReloadSignal() {
  struct sigaction action {};
  action.sa_handler = &onReload;
  ::sigaction(SIGHUP, &action, nullptr);
}

void catchStopSignals() {
  struct sigaction action {};
  action.sa_handler = &onStop;
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
  ::signal(SIGPIPE, SIG_IGN);
}

}  // namespace sohoa::cli
