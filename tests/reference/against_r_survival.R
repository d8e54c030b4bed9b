# Kaplan-Meier quantities of many small samples by R's survival package.
# Usage: Rscript against_r_survival.R samples.csv answers.csv
# samples.csv: sample, time, event. answers.csv: sample, quantity, index, value ("NA" where R has NA or NaN).
suppressMessages(library(survival))
arguments <- commandArgs(trailingOnly = TRUE)
samples <- read.csv(arguments[1], colClasses = c("integer", "numeric", "integer"))
out <- file(arguments[2], "w")
write_values <- function(sample, quantity, values) {
  text <- ifelse(is.na(values), "NA", sprintf("%.17g", values))
  writeLines(paste(sample, quantity, seq_along(values) - 1, text, sep = ","), out)
}
# Quartiles and median with their limits. The quantile at 0 is asked for and dropped: findq returns NA for all if the
# curve ends above the smallest fraction asked for, and does so without its tolerance, so that the median of a plateau
# up to the last censoring would be a value or NA by rounding, and depend on which other fractions are asked for.
quantiles <- function(fit) unlist(lapply(quantile(fit, probs = c(0, 0.25, 0.5, 0.75)), function(x) x[-1]))

for (patients in split(samples, samples$sample)) {
  sample <- patients$sample[1]
  for (conf_type in c("log", "log-log", "plain")) for (level in c(0.95, 0.8)) {
    name <- function(quantity) paste(quantity, conf_type, level, sep = ":")
    fit <- survfit(Surv(time, event) ~ 1, data = patients, conf.type = conf_type, conf.int = level)
    write_values(sample, name("lower"), fit$lower)
    write_values(sample, name("upper"), fit$upper)
    write_values(sample, name("quantiles"), quantiles(fit))
    last <- max(fit$time)
    at <- summary(fit, times = c(0, last / 3, last / 2, last))
    write_values(sample, name("at"), c(at$surv, at$lower, at$upper))
  }
  for (column in c("time", "n.risk", "n.event", "n.censor", "surv")) write_values(sample, column, fit[[column]])
  write_values(sample, "std.err", fit$surv * fit$std.err)
  for (tau in c(last, last / 2)) if (tau >= min(fit$time) && tau > 0) {
    table <- summary(fit, rmean = tau)$table
    write_values(sample, if (tau == last) "rmean_last" else "rmean_half", table[c("rmean", "se(rmean)")])
  }
  follow_up <- survfit(Surv(time, 1 - event) ~ 1, data = patients, conf.type = "log-log")
  write_values(sample, "reverse_surv", follow_up$surv)
  write_values(sample, "reverse_quantiles", quantiles(follow_up))
}
close(out)
