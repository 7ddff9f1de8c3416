# Post-strata and weighted percentages by R's `survey`, on the counts of counts.csv; writes weights.csv.
#
#   Rscript weights.R        (Debian: r-cran-survey)
#
# Every answer becomes a row. `postStratify` gives its weight from the invited of its family, sex and age; `svymean`
# on the subset that answered the question gives the shares; Kish's effective base is computed from R's own weights.
# The last case adds people without sex or age: R's weights of the others are brought to a mean of 1, theirs are 1.
suppressMessages(library(survey))
counts <- read.csv("counts.csv")
counts$stratum <- with(counts, paste(family, sex, age))
rows <- do.call(rbind, lapply(seq_len(nrow(counts)), function(i) {
  c <- counts[i, ]
  silent <- c$answered - c$first - c$second - c$third
  data.frame(family = c$family, sex = c$sex, age = c$age, stratum = c$stratum,
             category = rep(c("first", "second", "third", NA), c(c$first, c$second, c$third, silent)))
}))
known <- subset(rows, sex != "")
invited <- data.frame(stratum = counts$stratum[counts$sex != ""], Freq = counts$invited[counts$sex != ""])
weighted <- postStratify(svydesign(ids = ~1, weights = ~1, data = known), ~stratum, invited)
results <- list()
put <- function(case, design) {
  answered <- subset(design, !is.na(category))
  shares <- svymean(~factor(category, levels = c("first", "second", "third")), answered, na.rm = TRUE)
  w <- weights(answered); w <- w[w > 0]
  results[[case]] <<- data.frame(case = case, first = coef(shares)[[1]], second = coef(shares)[[2]],
                                 third = coef(shares)[[3]], effective = sum(w)^2 / sum(w^2))
}
for (f in unique(counts$family)) {
  put(paste("family", f), subset(weighted, family == f))
  put(paste("women", f), subset(weighted, family == f & sex == "female"))
}
put("all", weighted)
put("all women", subset(weighted, sex == "female"))
one <- counts$family[counts$sex == ""][1]
own <- known$family == one
w <- weights(weighted)[own]
mixed <- rbind(known[own, ], subset(rows, sex == ""))
mixed$w <- c(w / mean(w), rep(1, sum(rows$sex == "")))
put(paste("missing", one), svydesign(ids = ~1, weights = ~w, data = mixed))
strata <- unique(data.frame(case = paste("weight", known$stratum), first = weights(weighted)))
strata <- data.frame(strata, second = NA, third = NA, effective = NA)
whole <- rbind(do.call(rbind, results), strata)
for (name in names(whole)[-1]) {
  whole[[name]] <- ifelse(is.na(whole[[name]]), "", formatC(whole[[name]], digits = 15, format = "g", width = 1))
}
write.table(whole, "weights.csv", sep = ",", row.names = FALSE, quote = FALSE)
