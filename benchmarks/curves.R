# usage: Rscript curves.R samples.csv medians.csv: median and log-log limits of every sample; prints the seconds of the loop
library(survival)
files <- commandArgs(trailingOnly = TRUE)
samples <- split(data <- read.csv(files[1]), data$sample)
found <- vector("list", length(samples))
took <- system.time(for (i in seq_along(samples)) {
  fit <- survfit(Surv(time, event) ~ 1, data = samples[[i]], conf.type = "log-log")
  found[[i]] <- unlist(quantile(fit, c(0, 0.5)))[c(2, 4, 6)]
})
write.table(do.call(rbind, found), files[2], sep = ",", row.names = FALSE, col.names = FALSE)
cat(took[["elapsed"]], "\n")
