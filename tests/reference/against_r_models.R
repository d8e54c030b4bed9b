# Two groups, competing risks and parametric models of many small samples by R's survival package.
# Usage: Rscript against_r_models.R samples.csv answers.csv
# samples.csv: sample, group (1 = first), time, cause (0 = censored). answers.csv: sample, quantity, index, value ("NA").
suppressMessages(library(survival))
arguments <- commandArgs(trailingOnly = TRUE)
samples <- read.csv(arguments[1], colClasses = c("integer", "integer", "numeric", "integer"))
out <- file(arguments[2], "w")
write_values <- function(sample, quantity, values) {
  if (is.null(values)) return(invisible())
  text <- ifelse(is.na(values), "NA", sprintf("%.17g", values))
  writeLines(paste(sample, quantity, seq_along(values) - 1, text, sep = ","), out)
}
quietly <- function(code) { # NULL where R fails or warns
  tryCatch(code, warning = function(w) NULL, error = function(e) NULL)
}

options(warn = -1)
for (patients in split(samples, samples$sample)) {
  sample <- patients$sample[1]
  patients$event <- as.integer(patients$cause > 0)
  test <- quietly(survdiff(Surv(time, event) ~ group, patients))
  if (!is.null(test)) write_values(sample, "log_rank", c(test$obs[2], test$exp[2], test$var[2, 2], test$chisq))
  cox <- quietly(coxph(Surv(time, event) ~ group, patients,
    control = coxph.control(eps = 1e-14, toler.chol = 1e-15, iter.max = 100)))
  if (!is.null(cox)) write_values(sample, "cox", c(coef(cox), sqrt(diag(vcov(cox)))))
  tau <- min(tapply(patients$time, patients$group, max))
  means <- tryCatch(lapply(c(1, 0), function(g) { # R refuses a horizon before the first time of a curve
    summary(survfit(Surv(time, event) ~ 1, patients[patients$group == g, ]), rmean = tau)$table[c("rmean", "se(rmean)")]
  }), error = function(e) NULL)
  if (!is.null(means)) {
    write_values(sample, "mean_difference", c(means[[1]][1] - means[[2]][1], sqrt(means[[1]][2]^2 + means[[2]][2]^2)))
  }
  # a reference with S0 = exp(-t / 8)
  one <- quietly(survdiff(Surv(time, event) ~ offset(exp(-time / 8)), patients))
  if (!is.null(one)) write_values(sample, "one_sample", c(one$obs, one$exp))
  patients$state <- factor(patients$cause, 0:2)
  for (conf_type in c("log", "log-log", "plain")) {
    fit <- survfit(Surv(time, state) ~ 1, patients, conf.type = conf_type)
    for (cause in 1:2) {
      column <- cause + 1
      write_values(sample, paste("incidence", cause, sep = ":"), if (conf_type == "log") fit$pstate[, column])
      write_values(sample, paste("std.err", cause, sep = ":"), if (conf_type == "log") fit$std.err[, column])
      write_values(sample, paste("lower", cause, conf_type, sep = ":"), fit$lower[, column])
      write_values(sample, paste("upper", cause, conf_type, sep = ":"), fit$upper[, column])
    }
  }
  for (distribution in c("exponential", "weibull", "lognormal", "loglogistic")) {
    fit <- quietly(survreg(Surv(time, event) ~ 1, patients, dist = distribution,
      control = survreg.control(rel.tolerance = 1e-14, maxiter = 200)))
    if (!is.null(fit) && fit$scale > 1e-6) { # survreg can run off to a scale of 1e-98 and call that converged
      median <- predict(fit, data.frame(group = 0), type = "uquantile", p = 0.5, se.fit = TRUE)
      write_values(sample, distribution, c(coef(fit), fit$scale, fit$loglik[1], median$fit[1], median$se.fit[1]))
    }
  }
}
close(out)
