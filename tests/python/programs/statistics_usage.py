"""statistics."""
import statistics as st
from fractions import Fraction

data = [1, 2, 2, 3, 4, 7, 9]
print(st.mean(data), st.fmean(data), st.median(data), st.mode(data), st.multimode([1, 1, 2, 2, 3]), st.stdev(data), st.variance(data), st.pstdev(data), st.pvariance(data), st.median_low([1, 2, 3, 4]), st.median_high([1, 2, 3, 4]), st.median([1, 2, 3, 4]), st.median_grouped([1, 2, 2, 3]))
print(st.mean([1, 2, 3]), st.mean([0.1, 0.2, 0.3]), st.mean([Fraction(1, 2), Fraction(1, 3)]), st.mean([1, 2.5]), st.mean([True, False, True]), st.mean([1e20, 1, -1e20]), st.variance([1, 2, 3]), st.variance([0.1, 0.2, 0.4]), st.stdev([1.5, 2.5, 4]), st.stdev([5, 5]), st.mode("hello"), st.mode(["b", "a", "a"]))
print(st.geometric_mean([54, 24, 36]), st.harmonic_mean([40, 60]), st.harmonic_mean([40, 60], weights=[1, 3]), st.quantiles(range(1, 10)), st.quantiles([1, 2, 3, 4, 5], n=3, method="inclusive"), st.quantiles([1.5, 2, 9], n=10), st.fmean([1, 2], weights=[3, 1]))
x, y = [1, 2, 3, 4, 5], [2.1, 3.9, 6.2, 7.8, 10.1]
print(st.covariance(x, y), st.correlation(x, y), st.linear_regression(x, y), st.linear_regression(x, y, proportional=True), st.correlation(x, [1, 4, 9, 16, 26], method="ranked"))
for action in ("st.mean([])", "st.median([])", "st.stdev([1])", "st.mode([])", "st.mean(['a'])", "st.variance([])", "st.harmonic_mean([-1])", "st.geometric_mean([])", "st.correlation([1], [1])", "st.correlation([1, 1], [1, 2])", "st.quantiles([])", "st.fmean([])", "st.pvariance([])", "st.linear_regression([1, 1], [1, 2])", "st.covariance([1, 2], [1])"):
    try:
        print(action, eval(action))
    except Exception as error:
        print(f"{action}: {type(error).__name__}: {error}")
n = st.NormalDist(100, 15)
print(n, n.mean, n.stdev, n.variance, n.pdf(100), n.cdf(115), round(n.inv_cdf(0.975), 9), n + 5, n * 2, n.zscore(130), [round(q, 6) for q in n.quantiles(4)], n == st.NormalDist(100, 15), st.NormalDist.from_samples([1, 2, 3, 4]), n.samples(2, seed=1))
