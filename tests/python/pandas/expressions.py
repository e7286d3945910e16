"""The expressions, in groups: (name, sources). Statements before the last expression end with "; "."""

GROUPS = []

# Frames and series that many expressions use. The names stand in the statements before them.
TABLES = {
    "df": "df = pd.DataFrame({'name': ['Ann', 'Bob', 'Cid', 'Dee', 'Eve'], 'age': [23, 35, 31, 42, 23], "
    "'city': ['Oslo', 'Rome', 'Oslo', 'Lima', 'Rome'], 'pay': [3100.5, 4200.0, np.nan, 5150.25, 2999.0]})",
    "s": "s = pd.Series([3, 1, 4, 1, 5], index=['a', 'b', 'c', 'd', 'e'], name='n')",
    "f": "f = pd.Series([1.5, np.nan, -2.25, 1000.0])",
    "g": "g = pd.DataFrame({'k': ['x', 'y', 'x', 'z', 'y', 'x'], 'm': [1, 1, 2, 2, 1, 2], 'v': [10, 20, 30, 40, 50, 60], 'w': [0.5, 1.5, np.nan, 3.5, 4.5, 5.5]})",
    "num": "num = pd.DataFrame(np.arange(12).reshape(4, 3) * 1.5, columns=['a', 'b', 'c'])",
    "long": "long = pd.DataFrame({'i': range(100), 'q': np.arange(100) / 7})",
    "left": "left = pd.DataFrame({'key': ['a', 'b', 'c', 'a'], 'x': [1, 2, 3, 4]})",
    "right": "right = pd.DataFrame({'key': ['a', 'c', 'd'], 'y': [1.5, 2.5, 3.5], 'x': [7, 8, 9]})",
    "t": "t = pd.Series(['Apple pie', ' banana', None, 'Cherry', 'date-1'])",
    "gaps": "gaps = pd.DataFrame({'a': [3, 1, 2], 'b': [1.5, np.nan, 0.5], 'c': [2.0, 2.0, np.nan]}, index=['x', 'y', 'z'])",
    "own": "own = pd.Series([3.0, np.nan, 1.0, 3.0, 2.0], name='s')",
    "keys": "keys = pd.DataFrame({'k': ['p', 'q', 'p', 'q', None], 'v': [1, 2, 3, 4, 5], 'w': [5.0, np.nan, 3.0, 1.0, 2.0]})",
    "cats": "cats = pd.DataFrame({'k': pd.Categorical(['x', 'y', 'x'], categories=['x', 'y', 'z']), 'v': [1, 2, 3]})",
    "text": "text = 'id,name,score,ok\\n1,Ann,3.5,True\\n2,Bob,,False\\n3,\"Cid, Jr\",4,True\\n'",
}


def group(name, text):
    """Adds expressions, one a line. Tables that a line names are made before it."""
    import re

    sources = []
    for line in text.strip().splitlines():
        line = line.strip()
        if line and not line.startswith("#"):
            made = [code for table, code in TABLES.items() if re.search(rf"(?<![\w.'])\b{table}\b(?!\s*=[^=])(?!')", line)]
            sources.append("; ".join(made + [line]))
    GROUPS.append((name, sources))


group("create", r"""
df
df['age']
df['pay']
df['name']
pd.Series([1, 2, 3])
pd.Series([1.5, 2, None])
pd.Series(['a', 'b', None])
pd.Series([True, False])
pd.Series([1, 'a', 2.5])
pd.Series([])
pd.Series({'a': 1, 'b': 2})
pd.Series(5, index=['x', 'y'])
pd.Series([1, 2], index=['x', 'y'], name='v', dtype=float)
pd.Series(np.arange(3))
pd.Series(range(3))
pd.Series([1, 2, 3], index=[1, 2])
pd.Series({'a': 1, 'b': 2}, index=['b', 'c'])
pd.Series(['1', '2']).astype(int)
pd.Series([1.0, np.nan]).astype(int)
pd.Series([1, 0, 2]).astype(bool)
pd.Series([1, 2]).astype(str)
pd.Series([[1, 2], [3]])
pd.DataFrame()
pd.DataFrame(columns=['a', 'b'])
pd.DataFrame([[1, 2], [3, 4]])
pd.DataFrame([[1, 'x'], [2, 'y']], columns=['n', 's'])
pd.DataFrame([{'a': 1, 'b': 2}, {'a': 3}])
pd.DataFrame(np.zeros((2, 3)))
pd.DataFrame(np.eye(2), columns=list('ab'), index=['r1', 'r2'])
pd.DataFrame({'a': [1, 2], 'b': 7})
pd.DataFrame({'a': 1, 'b': 2}, index=[0])
pd.DataFrame({'a': 1, 'b': 2})
pd.DataFrame({'a': [1, 2], 'b': [1, 2, 3]})
pd.DataFrame({'a': pd.Series([1, 2], index=['x', 'y']), 'b': pd.Series([3, 4], index=['y', 'z'])})
pd.DataFrame([1, 2, 3], columns=['n'])
pd.DataFrame([(1, 2), (3, 4)], columns=['a'])
pd.DataFrame({'a': {'x': 1, 'y': 2}, 'b': {'x': 3, 'y': 4}})
pd.DataFrame.from_dict({'r': [1, 2], 's': [3, 4]}, orient='index', columns=['a', 'b'])
pd.DataFrame({'a': [True, None], 'b': [None, None]})
pd.DataFrame({'x': [1e-10, 1.0], 'y': [1e10, 123456789.125], 'z': [0.1, 0.25]})
pd.DataFrame({'big': [1e15, 1.0], 'tiny': [1e-7, 2e-7], 'neg': [-1, 10], 'w': [-0.5, 22.75]})
pd.Series([1e-10, 1.0])
pd.Series([123456789.123, 0.1])
pd.Series([1000000.0, 2000000.5])
pd.Series([0.00001, 123.0])
pd.Series([np.inf, -np.inf, 1.0])
pd.Series([1/3, 2/3])
pd.Series([100.0, 200.0])
""")

group("parts", r"""
df.shape
df.columns
df.index
df.dtypes
df.size, df.ndim, df.empty, len(df)
df.values
df[['age', 'pay']].values
df[['age']].to_numpy()
num.T
df.T
df.head(2)
df.tail(2)
df.head(-3)
list(df)
df.columns.tolist()
df['age'].tolist()
df['name'].values
df.index.tolist()
s.index
s.values
s.to_dict()
df.to_dict()
df[['name', 'age']].to_dict('records')
df[['name', 'age']].to_dict('list')
df[['name', 'age']].to_dict('index')
df.set_index('name')[['age']].to_dict('split')
s.items().__next__()
[(i, row['age']) for i, row in df.iterrows()]
[tuple(row) for row in df.itertuples()]
[row.name for row in df.itertuples()]
next(df.itertuples())
[label for label, column in df.items()]
'age' in df, 'x' in df
'a' in s, 3 in s
s.dtype, df['name'].dtype
df['name'].dtype == object
pd.Index(['a', 'b'])
pd.Index([1, 2, 3], name='i')
pd.Index([1.5, 2.0])
pd.RangeIndex(5)
pd.Index(['a', 'b', 'a']).unique()
pd.Index(['b', 'a']).union(['c'])
pd.MultiIndex.from_tuples([('a', 1), ('a', 2)], names=['p', 'q'])
long.index
long['i'].index
pd.Index(list('abcdefghijklmnopqrstuvwxyz'))
pd.Index(range(0, 300, 2)[:120])
""")

group("info", r"""
df.describe()
df.describe(include='all')
df.describe(include='object')
df['age'].describe()
df['city'].describe()
num.describe()
num.describe(percentiles=[0.1, 0.9])
pd.Series([True, False, True]).describe()
import io; b = io.StringIO(); df.info(buf=b); b.getvalue()
import io; b = io.StringIO(); num.info(buf=b); b.getvalue()
import io; b = io.StringIO(); num.set_index('a').info(buf=b); b.getvalue()
num.memory_usage()
num.memory_usage().sum()
""")

group("select", r"""
df[['name', 'pay']]
df[df['age'] > 30]
df[(df['age'] > 30) & (df['city'] == 'Oslo')]
df[~(df['age'] > 30)]
df[df.city.isin(['Oslo', 'Lima'])]
df[1:3]
df[::2]
df['nope']
df[['name', 'nope']]
df[['q', 'r']]
df.nope
df.age
df.loc[0]
df.loc[1, 'name']
df.loc[1:3]
df.loc[1:3, 'age':'pay']
df.loc[[0, 2], ['name', 'age']]
df.loc[df['age'] < 30, 'name']
df.loc[df['age'] < 30, ['name', 'pay']]
df.loc[:, 'age']
df.loc[9]
df.loc[[0, 9]]
df.loc[0, 'nope']
df.iloc[0]
df.iloc[-1]
df.iloc[1:3]
df.iloc[1:3, 0:2]
df.iloc[0, 1]
df.iloc[[0, 2], [1, 3]]
df.iloc[:, 0]
df.iloc[:, -1]
df.iloc[10]
df.iloc[0, 10]
df.at[2, 'age']
df.iat[2, 1]
s['a']
s[['a', 'c']]
s['b':'d']
s[1:3]
s[s > 2]
s.loc['c']
s.loc['b':'d']
s.iloc[0]
s.iloc[-2:]
s['zz']
s.iloc[9]
s.head(2)
pd.Series([1, 2, 3])[1]
pd.Series([1, 2, 3])[7]
pd.Series([10, 20], index=[5, 6])[5]
s.get('zz', 0)
df.set_index('name').loc['Bob']
df.set_index('name').loc['Bob':'Dee', 'age']
df.query('age > 30')
df.query('age > 30 and city == "Oslo"')
df.query('age in [23, 42] or pay > 4000')
df.query('not age > 30')
limit = 30; df.query('age < @limit')
df.query('20 < age < 32')
df.query('nope > 1')
df.filter(like='a')
df.filter(items=['age', 'pay'])
df.filter(regex='^[ac]')
df.select_dtypes('number')
df.select_dtypes(include=['object'])
df.select_dtypes(exclude='number')
df.sample(2, random_state=0)
df.sample(frac=0.6, random_state=1)
df.nlargest(2, 'pay')
df.nsmallest(2, 'age')
s.nlargest(2)
df['age'].between(23, 31)
df['age'].where(df['age'] > 30)
df['age'].where(df['age'] > 30, 0)
df['age'].mask(df['age'] > 30, -1)
num.where(num > 5)
num[num > 5]
df.isin([23, 'Oslo'])
df['age'][df['age'] > 30].index
df.xyz()
""")

group("assign", r"""
df['x'] = 1; df
df['x'] = [1, 2, 3, 4, 5]; df
df['x'] = df['age'] * 2; df
df['x'] = [1, 2]; df
df['x'] = pd.Series([1, 2], index=[1, 3]); df
df['age'] = df['age'] + 0.5; df.dtypes
df.loc[0, 'age'] = 99; df
df.loc[df['age'] > 30, 'age'] = 0; df
df.loc[5] = ['Fay', 50, 'Bern', 1.0]; df
df.loc[1, 'pay'] = np.nan; df
df.loc[df.age > 30, 'group'] = 'old'; df
df.iloc[0, 1] = -1; df
df.at[0, 'name'] = 'Zed'; df
df.iat[0, 1] = 7; df
df[['p', 'q']] = 0; df
df.insert(1, 'id', range(5)); df
df.insert(1, 'age', 0); df
df.assign(x=lambda d: d.age * 2, y=1)
df.drop(columns='city')
df.drop(columns=['city', 'pay'])
df.drop('city', axis=1)
df.drop(0)
df.drop([0, 1])
df.drop(columns='nope')
df.drop(9)
df.rename(columns={'age': 'years'})
df.rename(columns=str.upper)
df.rename(index={0: 'first'})
df.columns = ['a', 'b', 'c', 'd']; df
df.columns = ['a']; df
df.index = list('abcde'); df
del df['age']; df
df.pop('age')
df2 = df.copy(); df2['age'] = 0; df['age'].sum()
df.drop('city', axis=1, inplace=True); df
s['a'] = 10; s
s['z'] = 7; s
s[s > 3] = 0; s
s.loc['b'] = 2.5; s
s['a'] = 'text'; s
x = pd.Series([1, 2]); x[0] = 1.5; x
x = pd.Series([1, 2]); x[0] = None; x
df.set_index('name')
df.set_index('name').reset_index()
df.set_index(['city', 'name'])
df.set_index('nope')
df.reset_index()
df[df.age > 30].reset_index(drop=True)
s.reset_index()
s.reset_index(drop=True)
df.reindex([0, 2, 9])
df.reindex(columns=['age', 'zip'])
s.reindex(['a', 'z'])
s.reindex(['a', 'z'], fill_value=0)
s.rename('other')
s.rename({'a': 'A'})
df.set_axis(['a', 'b', 'c', 'd'], axis=1)
df.add_prefix('c_')
num.add_suffix('_z')
""")

group("gaps", r"""
df.isna()
df.isna().sum()
df.notna().sum()
df.isnull().any()
df.isna().sum().sum()
df.dropna()
df.dropna(axis=1)
df.dropna(subset=['pay'])
df.dropna(subset=['age'])
df.dropna(how='all')
df.dropna(thresh=4)
df.fillna(0)
df.fillna({'pay': -1})
df['pay'].fillna(df['pay'].mean())
df['pay'].fillna(0).astype(int)
f.ffill()
f.bfill()
f.fillna(0)
f.dropna()
f.isna()
f.sum(), f.mean(), f.count()
f.sum(skipna=False)
pd.isna(np.nan), pd.isna(None), pd.isna('a'), pd.notna(1)
pd.isna([1, None])
pd.Series(['a', None, 'b']).fillna('z')
pd.Series(['a', None]).isna()
pd.DataFrame({'a': [1, np.nan], 'b': [np.nan, np.nan]}).mean()
f.fillna(method=None)
""")

group("arithmetic", r"""
s + 1
s * 2.5
s / 2
s // 2
s % 2
s ** 2
1 - s
10 / s
-s
abs(f)
s > 2
s == 1
s != 1
s + s
s + pd.Series([10, 20], index=['a', 'z'])
s.add(pd.Series([10, 20], index=['a', 'z']), fill_value=0)
s - s.mean()
(s - s.mean()) / s.std()
s / 0
pd.Series([0, 1]) / 0
pd.Series([1, 2]) // 0
pd.Series([1, 2]) + [10, 20]
pd.Series([1, 2]) + [10]
pd.Series([1, 2]) + np.array([10, 20])
pd.Series(['a', 'b']) + 'x'
pd.Series(['a', 'b']) + pd.Series(['c', 'd'])
pd.Series(['a', None]) + 'x'
pd.Series(['a', 'b']) * 2
pd.Series(['a', 'b']) + 1
pd.Series(['a', 'b']) == 'a'
pd.Series(['a', 'b']) > 'a'
pd.Series([1, 2]) == pd.Series([1, 3])
pd.Series([1, 2]) == pd.Series([1, 3], index=['a', 'b'])
(s > 1) & (s < 5)
(s > 1) | (s == 1)
~(s > 1)
num + 1
num * num
num - num.mean()
num / num.sum()
num > 5
(num - num.mean()) / num.std()
num.sub(num['a'], axis=0)
num + num.iloc[:2]
num + pd.DataFrame({'a': [1.0], 'z': [2.0]})
num * [1, 2, 3]
df[['age', 'pay']] * 2
df['age'] / df['pay']
np.sqrt(num)
np.exp(s)
np.log(pd.Series([1.0, np.e]))
np.sum(s)
np.mean(s)
np.where(df['age'] > 30, 1, 0)
np.array(s)
np.array([1.0, 2.0]) * pd.Series([1, 2])
np.float64(2) * pd.Series([1, 2])
num.dot(np.array([1, 2, 3]))
num.T @ num
if s: pass
bool(s > 1)
s.abs()
num.round(0)
f.round(1)
round(f, 1)
s.clip(2, 4)
num.clip(3, 10)
s.cumsum()
s.cumprod()
s.cummax()
f.cumsum()
num.cumsum()
s.diff()
s.shift()
s.shift(-1)
s.shift(1, fill_value=0)
s.pct_change()
s.rank()
s.rank(ascending=False, method='min')
""")

group("numbers", r"""
s.sum(), s.mean(), s.median(), s.std(), s.var(), s.min(), s.max(), s.count(), s.prod()
s.std(ddof=0)
s.quantile(0.25)
s.quantile([0.25, 0.75])
s.idxmax(), s.idxmin()
s.argmax()
s.mode()
s.nunique()
s.unique()
df['city'].unique()
s.any(), s.all()
s.sem(), s.skew(), s.kurt()
s.is_unique, s.is_monotonic_increasing
s.corr(s ** 2)
s.cov(s ** 2)
num.sum()
num.sum(axis=1)
num.mean()
num.mean(axis=1)
num.std()
num.min(), num.max()
num.median(axis=1)
num.quantile(0.5)
num.quantile([0.25, 0.5])
num.idxmax()
num.idxmax(axis=1)
num.corr()
num.cov()
num.nunique()
num.count()
df.count()
df.nunique()
df.mean(numeric_only=True)
df.mean()
df['name'].mean()
df['name'].sum()
df.max()
df.sum()
df.corr(numeric_only=True)
df.corr()
num.agg(['mean', 'max'])
num.agg('sum')
num.agg({'a': 'sum', 'b': 'mean'})
num.agg({'a': ['sum', 'min'], 'b': ['mean']})
s.agg(['min', 'max'])
s.agg('sum')
df['city'].value_counts()
df['city'].value_counts(normalize=True)
df['age'].value_counts()
df['age'].value_counts(ascending=True)
df['age'].value_counts().index
df['pay'].value_counts(dropna=False)
df.value_counts('city')
df['city'].value_counts().to_dict()
(df['age'] > 30).sum()
(df['age'] > 30).mean()
df['city'].nunique()
df['city'].factorize()
num.eq(3).any()
df.select_dtypes('number').apply(lambda c: c.max() - c.min())
""")

group("apply", r"""
s.map(lambda x: x * 10)
df['city'].map({'Oslo': 'NO', 'Rome': 'IT'})
df['name'].map(len)
df['age'].apply(lambda x: 'old' if x > 30 else 'young')
df['age'].apply(np.sqrt)
df['name'].apply(str.upper)
num.apply(np.sum)
num.apply(np.mean, axis=1)
num.apply(lambda row: row['a'] + row['b'], axis=1)
num.apply(lambda c: c / c.max())
df.apply(lambda r: f"{r['name']}-{r['age']}", axis=1)
num.map(lambda x: x + 1)
num.applymap(lambda x: x + 1)
df['age'].replace(23, 0)
df['city'].replace({'Oslo': 'O', 'Rome': 'R'})
df.replace('Oslo', 'X')
df['age'].replace([23, 35], [1, 2])
df.pipe(lambda d: d.shape)
s.apply(lambda x: pd.Series([x, x * 2]))
""")

group("order", r"""
df.sort_values('age')
df.sort_values('age', ascending=False)
df.sort_values(['city', 'age'])
df.sort_values(['city', 'age'], ascending=[True, False])
df.sort_values('pay')
df.sort_values('pay', na_position='first')
df.sort_values('nope')
df.sort_values('age').reset_index(drop=True)
df.sort_values('age', ignore_index=True)
s.sort_values()
s.sort_values(ascending=False)
s.sort_index(ascending=False)
df.sort_index(ascending=False)
df.sort_index(axis=1)
df['name'].sort_values(ascending=False)
df.duplicated()
df.duplicated('city')
df.drop_duplicates('city')
df.drop_duplicates(subset=['city'], keep='last')
df['age'].drop_duplicates()
s.duplicated()
s.argsort()
""")

group("groupby", r"""
g.groupby('k')['v'].sum()
g.groupby('k')['v'].mean()
g.groupby('k').sum()
g.groupby('k').mean()
g.groupby('k')[['v', 'w']].mean()
g.groupby('k').size()
g.groupby('k').count()
g.groupby(['k', 'm'])['v'].sum()
g.groupby(['k', 'm']).sum()
g.groupby(['k', 'm']).size()
g.groupby(['k', 'm'])['v'].sum().unstack()
g.groupby(['k', 'm'])['v'].sum().reset_index()
g.groupby('k')['v'].agg(['mean', 'max', 'count'])
g.groupby('k').agg({'v': 'sum', 'w': 'mean'})
g.groupby('k').agg({'v': ['sum', 'max'], 'w': ['mean']})
g.groupby('k').agg(total=('v', 'sum'), average=('w', 'mean'))
g.groupby('k')['v'].agg(lambda x: x.max() - x.min())
g.groupby('k')['v'].agg('sum')
g.groupby('k', as_index=False)['v'].sum()
g.groupby('k', as_index=False).mean()
g.groupby('k', sort=False)['v'].sum()
[(name, len(part)) for name, part in g.groupby('k')]
[name for name, part in g.groupby(['k', 'm'])]
g.groupby('k').get_group('x')
g.groupby('k').groups
g.groupby('k')['v'].transform('mean')
g.groupby('k')['v'].transform(lambda x: x - x.mean())
g.groupby('k')['w'].median()
g.groupby('k')['w'].std()
g.groupby('k')['v'].min()
g.groupby('k')['w'].first()
g.groupby('k')['m'].nunique()
g.groupby('k')['m'].value_counts()
g.groupby('k')['v'].describe()
g.groupby('k')['v'].apply(lambda x: x.sum())
g.groupby('k')['v'].cumsum()
g.groupby('k').head(1)
g.groupby('k').filter(lambda d: len(d) > 1)
g.groupby('k')['v'].idxmax()
g.groupby('k').ngroups
g.groupby('nope')
g.groupby('k')['nope']
g.groupby('k')['v'].sum().sort_values(ascending=False)
g.groupby('k')['v'].sum()['x']
g.groupby(g['v'] > 30)['w'].mean()
df.groupby('city')['pay'].mean().round(1)
df.groupby('city')[['age']].agg(['min', 'max'])
df.groupby('city').mean()
df.groupby('city').mean(numeric_only=True)
df.groupby('city')['name'].apply(list)
df.groupby('city')['name'].agg(', '.join)
g.groupby('k')['v'].quantile(0.5)
g.groupby('k')['v'].sum().to_dict()
g.groupby(['k', 'm'])['v'].sum().loc['x']
g.groupby(['k', 'm'])['v'].sum().loc[('x', 2)]
g.groupby(['k', 'm'])['v'].mean().index
""")

group("tables", r"""
g.pivot_table(values='v', index='k', columns='m')
g.pivot_table(values='v', index='k', columns='m', aggfunc='sum', fill_value=0)
g.pivot_table(values='v', index='k')
g.pivot_table(index='k', aggfunc='sum')
g.pivot_table(values=['v', 'w'], index='k', columns='m')
g.pivot_table(values='v', index='k', columns='m', aggfunc='sum', margins=True)
pd.pivot_table(g, values='v', index=['k', 'm'], aggfunc='sum')
g.pivot_table('v', 'k', aggfunc=['sum', 'mean'])
pd.crosstab(g['k'], g['m'])
pd.crosstab(g['k'], g['m'], normalize='index')
pd.crosstab(g['k'], g['m'], margins=True)
pd.DataFrame({'d': [1, 1, 2], 'n': ['a', 'b', 'a'], 'v': [5, 6, 7]}).pivot(index='d', columns='n', values='v')
pd.melt(df[['name', 'age', 'pay']], id_vars='name')
df[['name', 'age']].melt(id_vars=['name'], var_name='what', value_name='val')
pd.get_dummies(df['city'])
pd.get_dummies(df['city'], dtype=int)
pd.get_dummies(df[['city', 'age']])
pd.get_dummies(df[['city', 'age']], drop_first=True)
pd.get_dummies(df[['city', 'age']], columns=['age'], prefix='a')
pd.cut(df['age'], bins=[0, 25, 40, 100])
pd.cut(df['age'], bins=[0, 25, 40, 100], labels=['young', 'mid', 'old'])
pd.cut(df['age'], 3)
pd.cut(df['age'], 3, labels=False)
pd.cut(df['age'], bins=[20, 30, 40], right=False)
pd.cut(df['age'], bins=[0, 25, 40, 100], labels=['young', 'mid', 'old']).value_counts()
pd.cut(df['age'], bins=[0, 25, 40, 100]).value_counts()
pd.qcut(df['age'], 2)
pd.qcut(df['pay'], 2, labels=['low', 'high'])
df['city'].astype('category')
df['city'].astype('category').cat.categories
df['city'].astype('category').cat.codes.tolist()
pd.Categorical(['a', 'b', 'a'])
num.stack()
g.groupby(['k', 'm'])['v'].sum().unstack(fill_value=0)
df.explode('name').shape
pd.DataFrame({'a': [[1, 2], [3]], 'b': ['x', 'y']}).explode('a')
""")

group("join", r"""
pd.merge(left, right, on='key')
left.merge(right, on='key', how='left')
left.merge(right, on='key', how='right')
left.merge(right, on='key', how='outer')
left.merge(right, on='key', suffixes=('_l', '_r'))
left.merge(right.rename(columns={'key': 'id'}), left_on='key', right_on='id')
left.merge(right[['key', 'y']])
left.merge(right, on='nope')
left.merge(right, on='key', how='outer', indicator=True)
left.set_index('key').join(right.set_index('key')[['y']])
left.join(right, rsuffix='_r')
left.join(right)
left.merge(right.set_index('key')[['y']], left_on='key', right_index=True, how='left')
pd.concat([left, right])
pd.concat([left, right], ignore_index=True)
pd.concat([left, right], axis=1)
pd.concat([left, left], ignore_index=True)
pd.concat([s, s])
pd.concat([s, s.rename('m')], axis=1)
pd.concat([left, right], join='inner')
pd.concat([left, right], keys=['l', 'r'])
pd.concat([])
pd.concat([left[['x']], pd.Series([1, 2, 3, 4], name='z')], axis=1)
pd.concat([s, pd.Series([1], index=['q'])])
pd.merge(left, right, how='cross').shape
""")

group("text", r"""
t.str.lower()
t.str.upper()
t.str.strip()
t.str.len()
t.str.contains('an')
t.str.contains('an', na=False)
t.str.contains('^A')
t.str.contains('CHERRY', case=False)
t.str.replace('a', 'o')
t.str.replace('[aeiou]', '', regex=True)
t.str.split()
t.str.split(' ', expand=True)
t.str.split('-').str[0]
t.str[0]
t.str[:3]
t.str.startswith('A')
t.str.endswith('y')
t.str.title()
t.str.count('a')
t.str.find('e')
t.str.cat(sep='|')
t.str.extract(r'(\w+)-(\d)')
t.str.isdigit()
t.str.zfill(10)
t.str.get(1)
t.str.findall('[A-Z]')
df['name'].str.cat(df['city'], sep=' of ')
df['age'].str.upper()
df.columns.str.upper()
df[df['name'].str.contains('e')]
df['age'].astype(str).str.len()
df['name'].str.pad(5, fillchar='*')
""")

group("csv", r"""
import io; pd.read_csv(io.StringIO(text))
import io; pd.read_csv(io.StringIO(text)).dtypes
import io; pd.read_csv(io.StringIO(text), index_col='id')
import io; pd.read_csv(io.StringIO(text), index_col=0)
import io; pd.read_csv(io.StringIO(text), usecols=['name', 'score'])
import io; pd.read_csv(io.StringIO(text), nrows=1)
import io; pd.read_csv(io.StringIO(text), dtype={'id': float})
import io; pd.read_csv(io.StringIO(text), header=None)
import io; pd.read_csv(io.StringIO(text), names=['a', 'b', 'c', 'd'], header=0)
import io; pd.read_csv(io.StringIO(text), na_values=['Bob'])
import io; pd.read_csv(io.StringIO(text), skiprows=[1])
import io; pd.read_csv(io.StringIO('a;b\n1,5;2\n3,25;4\n'), sep=';', decimal=',')
import io; pd.read_csv(io.StringIO('a\tb\n1\t2\n'), sep='\t')
import io; pd.read_csv(io.StringIO('a b\n1   2\n'), sep=r'\s+')
import io; pd.read_csv(io.StringIO('n\n"1,000"\n"2,500"\n'), thousands=',')
import io; pd.read_csv(io.StringIO('a,b\n1,NA\n2,x\n'))
import io; pd.read_csv(io.StringIO('a,b\n1,NA\n2,x\n'), keep_default_na=False)
import io; pd.read_csv(io.StringIO('a,b\n1,2,3\n4,5,6\n'))
import io; pd.read_csv(io.StringIO('1,2\n3,4\n'), header=None, names=['x', 'y'])
import io; pd.read_csv(io.StringIO('a,a,b\n1,2,3\n'))
import io; pd.read_csv(io.StringIO(',a\n0,5\n1,6\n'))
import io; pd.read_csv(io.StringIO(',a\n0,5\n1,6\n'), index_col=0)
import io; pd.read_csv(io.StringIO('# note\na,b\n1,2\n'), comment='#')
import io; pd.read_csv(io.StringIO(''))
import io; pd.read_csv(io.StringIO('a,b\n'))
import io; pd.read_csv(io.StringIO('a,b\n1,2\n3\n'))
import io; pd.read_csv(io.StringIO('a,b\n1,2\n3,4,5\n'))
import io; pd.read_csv(io.StringIO('x\n1e3\n-2.5\n'))
import io; pd.read_csv(io.StringIO('x\nTrue\nFalse\n')).dtypes
import io; pd.read_csv(io.StringIO('x\nTrue\nmaybe\n'))
import io; pd.read_csv(io.StringIO('day\n2020-01-01\n'))
pd.read_csv('missing.csv')
df.to_csv()
df.to_csv(index=False)
df.to_csv(sep=';', index=False, na_rep='?')
df.to_csv(index=False, columns=['name', 'pay'])
s.to_csv()
num.to_csv(float_format='%.2f')
pd.DataFrame({'a': ['x,y', 'q"r', None]}).to_csv(index=False)
df.to_csv(header=False)
df.to_csv('out.csv', index=False); pd.read_csv('out.csv')
""")

group("print", r"""
long
long['q']
long['i']
long[['i']].tail(61)
long['q'].tail(61)
pd.DataFrame(np.arange(60).reshape(3, 20))
pd.DataFrame(np.arange(60).reshape(3, 20) * 1234567.125)
pd.DataFrame({'a long column name': [1], 'another long column name': ['some text here'], 'third column with a name': [2.5], 'fourth': ['x' * 30]})
pd.DataFrame({'t': ['x' * 60, 'short']})
pd.Series(['x' * 60, 'short'])
pd.DataFrame({'a': [1, 22, 333], 'b': ['x', 'yy', 'zzz']}, index=['one', 'two', 'three'])
df.to_string()
df.to_string(index=False)
s.to_string()
df.columns.name = 'cols'; df
df.index.name = 'rows'; df
df.index.name = 'rows'; df.columns.name = 'cols'; df
s.index.name = 'letters'; s
num.set_index(['a', 'b'])
pd.set_option('display.max_rows', 4); long
pd.set_option('display.max_columns', None); pd.DataFrame(np.arange(60).reshape(3, 20) * 100000)
pd.set_option('display.max_columns', 4); pd.DataFrame(np.arange(60).reshape(3, 20))
pd.set_option('display.precision', 2); num / 7
pd.options.display.float_format = '{:.1f}'.format; num
pd.get_option('display.max_rows')
pd.set_option('display.nope', 1)
pd.Series([1.0, 2.0, 3.5], index=[0.5, 1.0, 1.25])
pd.Series([1, 2], index=[('a', 1), ('b', 2)])
pd.DataFrame({'a': [1, 2]}, index=[-1, 10])
pd.DataFrame({1: [1], 'x': [2]})
pd.DataFrame({'a': [None, 'x'], 'b': [1, None]})
pd.DataFrame({'f': [1.123456789, 22.1], 'g': [100000.0, 1e-3]})
pd.DataFrame({'f': [-1.5, 2.0]})
pd.Series([-1, 10])
pd.DataFrame({'o': [1, 'a', 2.5, None, -3.25]})
pd.DataFrame([[0.1, 0.22], [10.5, 3.0]], index=['first', 'second'])
pd.Series([True, None, 'x', 1.0])
pd.Series(['line\nbreak', 'tab\t'])
pd.DataFrame(np.random.RandomState(0).randn(6, 4), columns=list('ABCD'))
pd.DataFrame(np.random.RandomState(0).rand(100, 30))
long.describe()
pd.DataFrame({'x': [0.001, 0.0001]})
pd.DataFrame({'x': [1e5, 1e6, 1e7]})
pd.DataFrame({'x': [1.5e6, 0.25]})
pd.Series([1e100, 1.0])
pd.Series([0.1 + 0.2, 1.0])
pd.Series([99999.5, 0.000015])
""")

group("errors", r"""
pd.read_excel('x.xlsx') if False else 1
df.loc['a']
df.iloc['a']
df['age'].nope
df + 'x'
df.groupby()
pd.to_numeric(pd.Series(['1', '2.5', 'x']), errors='coerce')
pd.to_numeric(pd.Series(['1', 'x']))
pd.to_numeric(pd.Series(['1', '2']))
df.merge
s.astype('nope')
df['name'].astype(float)
df['name'].astype(int)
df.drop(columns=['age', 'nope'])
s.loc['zz']
pd.Series('abc')
pd.DataFrame(5)
pd.DataFrame(np.zeros((2, 2)), columns=['a'])
pd.DataFrame(np.zeros((2, 2, 2)))
int(pd.Series([3]))
float(pd.Series([1.5]))
""")

group("more", r"""
df['name'] + ' ' + df['city']
df['age'].astype(float)
df.astype({'age': 'float64'}).dtypes
df.astype(str).dtypes
df['pay'].isna().mean()
df[df['pay'].isna()]
df[df['pay'].notna() & (df['age'] > 25)]
df.loc[df['pay'].idxmax()]
df.loc[df['pay'].idxmax(), 'name']
df.sort_values('pay', ascending=False).head(2)[['name', 'pay']]
df.groupby('city')['pay'].agg(['count', 'mean']).sort_values('mean')
df.groupby('city').agg(n=('name', 'count'), oldest=('age', 'max')).reset_index()
df.groupby('city')['age'].mean().plot if False else 0
df['rank'] = df['age'].rank(); df
df['band'] = pd.cut(df['age'], [0, 30, 50], labels=['low', 'high']); df
df['band'] = pd.cut(df['age'], [0, 30, 50], labels=['low', 'high']); df.groupby('band', observed=True)['pay'].mean()
df['band'] = pd.cut(df['age'], [0, 30, 50]); df
df['c'] = np.where(df['age'] > 30, 'old', 'young'); df
df['c'] = np.where(df['age'] > 30, 'old', 'young'); df['c'].value_counts()
df['c'] = df['city'].map({'Oslo': 1, 'Rome': 2}); df
df['city'] = df['city'].replace('Oslo', 'Bergen'); df
df['pay'] = df['pay'].fillna(df.groupby('city')['pay'].transform('mean')); df
df['a'], df['b'] = 1, 2; df.columns
df.eval('age * 2') if False else 0
df.index + 1
df.columns[df.columns != 'age']
df.columns.get_loc('age')
df.columns.difference(['age'])
[c for c in df.columns if df[c].dtype == 'object']
[c for c in df.columns if df[c].dtype != object]
df.dtypes.value_counts()
df.dtypes['age']
df['age'].to_frame()
df['age'].to_frame().T
df[['age']].sum()
df[['age', 'pay']].sum().sum()
df[['age', 'pay']].mean().round(2)
df[['age', 'pay']].max(axis=1)
df[['age', 'pay']].corr().loc['age', 'pay'].round(4)
df[['age', 'pay']].std().round(3)
df.iloc[:, 1:3]
df.iloc[-2:, [0, -1]]
df.iloc[df['age'].argmax()]
df.iloc[[True, False, True, False, False]]
df.iloc[1:3, 1] = 0; df
df.iloc[:, 1] = [1, 2, 3, 4, 5]; df
df.loc[:, 'age'] = 1; df
df.loc[df['name'] == 'Bob', ['age', 'city']] = [36, 'Bari']; df
df.loc['x'] = ['Gus', 1, 'Rio', 2.0]; df
df.loc[len(df)] = {'name': 'Gus', 'age': 1, 'city': 'Rio', 'pay': 2.0}; df
df.loc[1:2, 'pay'] = [1.0, 2.0]; df
df.loc[0, 'new'] = 5; df
df['age'] = df['age'].apply(lambda a: a // 10 * 10); df
df['age'] += 1; df['age']
df['age'] *= 1.5; df['age']
df['age'][0]
df['name'][0]
df['age'].iloc[0], df['pay'].iloc[0]
type(df['age'].iloc[0]).__name__, type(df['name'].iloc[0]).__name__
df['age'].values[0]
type(df), type(df['age'])
isinstance(df['age'], pd.Series), isinstance(df, pd.DataFrame)
len(df[df.age > 30])
df.shape[0]
df.age.max() - df.age.min()
df.age.mean(), df.age.median()
round(df.age.mean(), 2)
f"{df.age.mean():.2f} {df['pay'].max()} {df['age'].max()}"
str(df['age'].mean())
print(df['age'].sum())
sum(df['age'])
max(df['age']), min(df['age']), sorted(df['age'])
list(df['name'])
list(zip(df['name'], df['age']))
set(df['city']) == {'Oslo', 'Rome', 'Lima'}
dict(df['city'].value_counts())
{k: len(v) for k, v in df.groupby('city')}
[x * 2 for x in df['age']]
'Oslo' in df['city'].values
'Oslo' in df['city'].unique()
(df['city'] == 'Oslo').any()
df['age'].isin([23]).sum()
df.set_index('name')['age'].to_dict()
df.set_index('name').loc[['Ann', 'Eve'], 'pay']
df.set_index('name').T
df.set_index(['city', 'name']).loc['Oslo']
df.set_index(['city', 'name']).sort_index()
df.set_index('city').groupby(level=0)['age'].mean()
df.set_index('name', inplace=True); df.index
df.rename(columns={'age': 'a'}, inplace=True); df.columns.tolist()
df.sort_values('age', inplace=True); df.index.tolist()
df.reset_index(drop=True, inplace=True); df.index
df.fillna(0, inplace=True); df
df.dropna(inplace=True); len(df)
df.drop_duplicates('city', keep=False)
df[df.duplicated('city', keep=False)]
df.describe().loc['mean']
df.describe().round(2)
df.describe().T
df.describe(include=['object'])
df['pay'].describe().round(1)
df['age'].agg(['mean', 'std'])
df['age'].transform(lambda x: x - x.mean())
df['name'].str.len().max()
df['name'].str[0].value_counts()
df['name'].str.lower().str.contains('b')
df.loc[df['name'].str.startswith('A')]
df.where(df['age'] > 30)
df['pay'].where(df['pay'] > 3000, other=0)
df.T.head(2)
df.tail(1).values
df.head(0)
df[df['age'] > 100]
df[df['age'] > 100]['pay'].mean()
df.iloc[0:0]['age']
df.iloc[0:0].describe() if False else 0
df.sample(3, random_state=42)
df.sample(frac=1, random_state=42).reset_index(drop=True)
df['age'].sample(2, random_state=1)
df.equals(df.copy())
df['age'].equals(df['age'].copy())
df.nunique()
df.idxmax(numeric_only=True) if False else 0
df['city'].mode()
df['city'].mode()[0]
df[['age', 'pay']].apply(lambda c: c.mean())
df[['age', 'pay']].apply(lambda r: r.sum(), axis=1)
df.apply(lambda r: r['age'] * 2 if r['city'] == 'Rome' else 0, axis=1)
df.apply(len)
df[['age']].apply(np.log)
df.agg({'age': 'mean', 'pay': 'max'})
df[['age', 'pay']].agg(['min', 'max', 'mean'])
df.to_dict('list')
df.head(2).to_dict('records')
df.head(1).to_string(index=False)
df.to_numpy()[0]
df[['age', 'pay']].to_numpy()
df.select_dtypes(include='number').columns
df.select_dtypes(include=['int64', 'float64'])
df.insert(0, 'n', 1); df.head(1)
df.columns = df.columns.str.upper(); df.head(1)
df.columns = [c.title() for c in df.columns]; df.head(1)
pd.concat([df.head(1), df.tail(1)])
pd.concat([df['name'], df['age']], axis=1)
pd.concat([df, pd.DataFrame([{'name': 'New', 'age': 1}])], ignore_index=True)
df.merge(pd.DataFrame({'city': ['Oslo', 'Rome'], 'land': ['NO', 'IT']}), on='city', how='left')
df.merge(df.groupby('city')['age'].mean().rename('mean_age'), on='city')
df.join(pd.get_dummies(df['city'], prefix='in'))
pd.get_dummies(df, columns=['city'], drop_first=True).columns.tolist()
pd.get_dummies(df.drop(columns='name')).dtypes
g.groupby('k')['v'].sum() / g['v'].sum()
g.groupby('k')['v'].sum().reset_index(name='total')
g.groupby('k').agg(['sum', 'mean'])
g.groupby('k').agg(['sum', 'mean']).columns
g.groupby('k').agg({'v': ['sum', 'max']})['v']['sum']
g.groupby('k').agg({'v': ['sum', 'max']}).columns.tolist()
g.groupby('k').describe()
g.groupby('k')[['v', 'w']].apply(lambda d: d['v'].sum())
g.groupby('k', group_keys=False)[['v']].apply(lambda d: d.head(1))
g.groupby('k')['v'].apply(lambda x: x.nlargest(1))
g.groupby('k')['v'].nth(0) if False else 0
g.groupby('k')['v'].rank()
g.groupby('k')['v'].shift()
g.groupby('k').cumcount()
g.groupby('k')['w'].transform('count')
g.groupby('k').v.sum()
g.groupby('k').size().sort_values(ascending=False).index[0]
g.groupby('k').max()
g.groupby('k').first()
g.groupby('k').nunique()
g.groupby(['k', 'm'], as_index=False)['v'].mean()
g.groupby(['k', 'm']).agg({'v': 'sum'}).reset_index()
g.groupby(['k', 'm'])['v'].sum().unstack().fillna(0)
g.groupby('m')['k'].unique()
g.groupby('k')['v'].var()
g.pivot_table(index='k', values='v', aggfunc=['min', 'max'])
g.pivot_table(index='k', columns='m', values='v', aggfunc='count')
g.pivot_table(index=['k', 'm'], values=['v', 'w'])
g.corr(numeric_only=True)
g[['v', 'w']].corr()
g['v'].corr(g['w'])
g['v'].cumsum()
g['v'].pct_change().round(3)
g['v'].quantile([0.1, 0.5, 0.9])
g['v'].value_counts(bins=3)
g.query('k == "x" & v > 10')
g.query('k != "x"')['v'].tolist()
g.query('v > w * 10')
g.query('k in ["x", "z"]')
g.query('w.isna()')
pd.Series([1, 2, 3]).rolling(2) if False else 0
pd.Series(['1', '2', 'x']).str.isnumeric()
pd.Series([3, 1, 2]).sort_values().reset_index(drop=True)
pd.Series([1, 2, 3]).to_frame('col')
pd.Series([1, 2, 2, 3]).value_counts().sort_index()
pd.Series([0.1, 0.25, 0.333333333])
pd.Series([1.0, 2.0]).astype(int)
pd.Series([1, 2, 3]).add(1).mul(2).tolist()
pd.Series([1, 2, 3], dtype='float32')
pd.Series([1, 2, 3], dtype='int32') + 1
pd.Series(np.random.RandomState(1).randint(0, 10, 5))
pd.Series([True, False]).sum()
pd.Series([True, False]) & pd.Series([True, True])
pd.Series([1, 2, 3]).eq(2)
pd.Series([1, 2, 3]).gt(1).tolist()
pd.Series(['a', 'b']).to_numpy()
pd.Series(['a', 'b', 'c']).isin(['a'])
pd.Series({'x': 1.5, 'y': 2.5}).round()
pd.Series([5, 3]).describe()
pd.Series([1, None, 3]).interpolate() if False else 0
pd.Series([1, 2, 3]).iloc[::-1]
pd.Series([1, 2, 3])[::-1]
pd.Series(list('abc')).str.cat()
pd.Series([1, 2], index=['a', 'b']).a
pd.Series([1, 2]).index.tolist()
pd.DataFrame({'a': [1, 2]}).a.tolist()
pd.DataFrame({'a': [1]}, index=['x']).loc['x', 'a']
pd.DataFrame(np.arange(6).reshape(2, 3)).sum(axis=0)
pd.DataFrame(np.arange(6).reshape(2, 3)).iloc[0].tolist()
pd.DataFrame(np.arange(6).reshape(2, 3), columns=['a', 'b', 'c']).mean(axis=1)
pd.DataFrame({'x': [1, 2], 'y': [3.0, 4.0]}).values
pd.DataFrame({'x': [1, 2], 'y': [3.0, 4.0]}).iloc[0]
pd.DataFrame({'x': [1, 2], 'y': [True, False]}).values
pd.DataFrame({'x': [1, 2], 'y': [True, False]}).sum()
pd.DataFrame([[1, 2], [3, 4]], columns=['a', 'b']).add(10)
pd.DataFrame([[1, 2], [3, 4]]) @ pd.DataFrame([[1, 0], [0, 1]])
pd.DataFrame({'a': [3, 1, 2]}).sort_values('a', key=lambda x: -x)
pd.DataFrame({'a': ['x', 'y'], 'b': [1, 2]}).set_index('a').to_dict()
pd.DataFrame({'a': [1.0, np.nan]}).fillna(0).astype(int)
pd.DataFrame({'a': [1, 2, 3], 'b': [4, 5, 6]}).drop(index=1)
pd.DataFrame({'a': [1, 2]}).assign(b=lambda d: d.a * 2, c=lambda d: d.b + 1)
pd.DataFrame({'a': [1, 2, 3]}).rolling if False else 0
pd.DataFrame({'a': [1, 2, 3]}).diff()
pd.DataFrame({'a': [1, 2, 3]}).shift(1)
pd.DataFrame({'a': [1, 2, 3]}).cumsum()
pd.DataFrame({'a': ['1', '2']}).astype(int).dtypes
pd.DataFrame({'a': ['1', 'x']}).apply(pd.to_numeric, errors='coerce')
pd.DataFrame({'d': ['a', 'b'], 'e': [1.5, None]}).to_csv(index=False)
import io; pd.read_csv(io.StringIO('x,y\n1,a\n2,b\n')).to_dict('records')
import io; pd.read_csv(io.StringIO('x;y\n1;a\n'), delimiter=';')
import io; pd.read_csv(io.StringIO('x,y\n1,?\n2,3\n'), na_values='?')
import io; pd.read_csv(io.StringIO('1,2\n'), header=None, prefix='c') if False else 0
import io; pd.read_csv(io.StringIO('a,b\n1, x\n'), skipinitialspace=True).values
import io; pd.read_csv(io.StringIO('a,b\n"multi\nline",2\n'))
import io; pd.read_csv(io.StringIO('a,b\n1.0,2\n3.5,\n')).info()
long.iloc[5:70]
long.head(10)
long.sample(3, random_state=3)
long['q'].describe()
long.mean()
long[long['i'] % 25 == 0]
long.tail(3).T
long.set_index('i')
long.set_index('i')['q']
pd.Series(range(70))
pd.Series(range(70), name='r') / 3
pd.Series(list('ab') * 40)
pd.DataFrame({'a': range(61), 'b': list('xyz') * 20 + ['w']})
pd.DataFrame({'long text': ['a' * 70], 'n': [1]})
pd.DataFrame({'p': [0.00012345, 0.5], 'q': [1e-8, 1.0]})
pd.DataFrame({'p': [1234567.891, 2.5], 'q': [12345678.0, 1.0]})
pd.DataFrame({'p': [1e20, 1.0]})
pd.DataFrame({'p': [np.inf, 1.5]})
pd.DataFrame({'p': [np.nan, np.nan]})
pd.DataFrame({'中文': ['张三', '李四'], '分数': [90, 85.5]})
pd.DataFrame({'b': [True, False], 'n': [None, None]})
pd.DataFrame({'i': [1, -2], 'f': [-1.0, 22.5], 's': ['a', 'bb']})
pd.DataFrame({'d': [{'a': 1}, [1, 2]]})
pd.DataFrame(index=['a', 'b'])
pd.DataFrame({'a': []})
pd.DataFrame({'a': [1, 2]}, index=['x', 'y']).to_html() if False else 0
pd.Series([1.5, 2.5], name='value').to_string()
pd.Series([], dtype=float)
pd.Series([None, None])
pd.Series([np.nan, 1])
pd.Series([1, 2, 3]).memory_usage() if False else 0
pd.Series([1e-5, 2e-5])
pd.Series([123456.789, 0.001])
pd.Series([1.123456789])
pd.Series([-0.0, 0.0])
pd.Series([1, 2], index=[0.5, 1.5])
pd.Series([1, 2], index=[True, False])
pd.Series([2.0, 3.0]).map('{:.2f}'.format)
pd.Series([1000000, 2000000]).map('{:,}'.format)
""")

group("html", r"""
df.to_html()
df.to_html(index=False)
df.set_index('name').to_html()
num.to_html()
num.head(0).to_html()
pd.DataFrame({'a<b': ['x & y', '<i>']}).to_html()
g.groupby('k')[['v']].sum().to_html()
df.columns.name = 'cols'; df.to_html()
df._repr_html_().split('</style>')[1]
long._repr_html_().split('</style>')[1]
pd.set_option('display.max_columns', 20); pd.DataFrame(np.zeros((2, 25)))._repr_html_().split('</style>')[1]
""")

group("wider", r"""
g.pivot_table(index='k', columns='m', values=['v', 'w'], aggfunc={'v': 'sum', 'w': 'mean'})
g.pivot_table(index='k', columns='m', values='v', aggfunc='mean').columns
g.groupby(['k', 'm']).agg(['sum', 'max'])
g.groupby(['k', 'm']).agg(total=('v', 'sum'))
g.groupby(['k', 'm'])['v'].sum().index.get_level_values('m')
g.groupby(['k', 'm'])['v'].sum().reset_index().columns.tolist()
g.groupby(['k', 'm'])['v'].sum()['x']
g.groupby(['k', 'm'])['v'].sum()['x', 2]
g.groupby(['k', 'm'])['v'].sum().unstack().loc['x']
g.groupby(['k', 'm'])['v'].sum().unstack().columns
g.groupby(['k', 'm']).size().unstack(fill_value=0)
g.groupby(['k', 'm']).size().reset_index(name='n')
g.groupby('k')[['v', 'w']].agg(['mean', 'std']).round(1)
g.groupby('k')['v'].agg([('low', 'min'), ('high', 'max')])
g.groupby('k')['v'].agg(low='min', high='max')
g.groupby('k').apply(lambda d: d['v'].max(), include_groups=False)
g.groupby('k')['v'].sum().plot if False else 0
g.groupby(lambda i: i % 2)['v'].sum()
g.groupby('k')['v'].prod()
g.groupby('k')['v'].last()
g.groupby('k')['w'].count()
g.groupby('k')['w'].sum()
g.groupby('k').tail(1)
g.groupby('k')['v'].sum().loc[['x', 'z']]
g.groupby('k')['v'].nunique()
g.groupby('k')['v'].size()
g.groupby('k').ngroup()
g.groupby('k').indices
len(g.groupby('k'))
g.set_index(['k', 'm'])
g.set_index(['k', 'm']).loc['x']
g.set_index(['k', 'm']).index.names
g.set_index(['k', 'm']).reset_index()
g.set_index(['k', 'm']).sort_index()
g.set_index('k').loc['x']
g.set_index('k').loc['x', 'v']
g.set_index('k').loc['z', 'v']
g.sort_values(['k', 'v'], ascending=[True, False])
g.sort_values(by='w', ascending=False)
g.drop_duplicates(['k', 'm'])
g['k'].value_counts().reset_index()
g['k'].value_counts().sort_index()
g['k'].value_counts().head(1)
g[['k', 'm']].value_counts()
g[['k', 'm']].drop_duplicates().reset_index(drop=True)
g['v'].rolling(3).mean()
g['v'].rolling(2).sum()
g['v'].rolling(3, min_periods=1).mean()
g['w'].rolling(2).max()
g['v'].expanding().mean()
g['v'].ewm(alpha=0.5).mean()
g[['v', 'w']].rolling(2).mean()
pd.crosstab(g['k'], g['m'], normalize=True)
pd.crosstab(g['k'], g['m'], values=g['v'], aggfunc='sum')
pd.crosstab(g['k'], g['m'], rownames=['r'], colnames=['c'])
pd.get_dummies(pd.Series(['a', None, 'b']))
pd.get_dummies(pd.Series(['a', None]), dummy_na=True)
pd.get_dummies(g, columns=['k', 'm'])
pd.get_dummies(['a', 'b'])
pd.cut([1, 5, 9], 3)
pd.cut(pd.Series([1, 5, 9]), 3, labels=['a', 'b', 'c'])
pd.cut(pd.Series([0.5, 1.5]), [0, 1, 2], include_lowest=True)
pd.cut(pd.Series([1, 2]), [0, 1, 2], retbins=True)[1]
pd.qcut(pd.Series(range(10)), 4)
pd.qcut(pd.Series(range(10)), 4, labels=False)
pd.qcut(pd.Series(range(10)), [0, 0.5, 1])
pd.qcut(pd.Series(range(10)), 4).value_counts()
pd.Series(['b', 'a', 'c']).astype('category').cat.codes.values.tolist()
pd.Series(['b', 'a', 'c'], dtype='category')
pd.Series(pd.Categorical(['lo', 'hi'], categories=['lo', 'hi'], ordered=True))
pd.Series(pd.Categorical(['lo', 'hi'], categories=['lo', 'hi'], ordered=True)).sort_values()
pd.Series(pd.Categorical(['lo', 'hi'], categories=['lo', 'hi'], ordered=True)) > 'lo'
pd.Series(['b', 'a']).astype('category').cat.rename_categories({'a': 'A'})
pd.Series(['b', 'a', 'b']).astype('category').value_counts()
pd.Series(['b', 'a', 'b']).astype('category').describe()
pd.DataFrame({'c': pd.Categorical(['b', 'a'])}).dtypes
import io; pd.DataFrame({'c': ['x', 'y'], 'n': [1, 2]}).info()
pd.concat({'a': pd.Series([1, 2]), 'b': pd.Series([3])})
pd.concat([pd.Series([1, 2], name='a'), pd.Series([3.5], name='b')], axis=1)
pd.concat([pd.DataFrame({'a': [1]}), pd.DataFrame({'b': [2]})])
pd.concat([pd.DataFrame({'a': [1]}, index=['x']), pd.DataFrame({'b': [2]}, index=['y'])], axis=1)
pd.concat([pd.DataFrame({'a': ['x']}), pd.DataFrame({'a': [1]})], ignore_index=True)
pd.concat([pd.Series([1]), 5])
pd.merge(left, right, on='key', how='left').isna().sum()
pd.merge(left, right, left_on='x', right_on='x')
pd.merge(left, right, left_index=True, right_index=True)
pd.merge(left, right, on='key', validate='one_to_one')
left.merge(right, on=['key', 'x'], how='outer')
left.join(right.set_index('key'), on='key', rsuffix='_r')
left.set_index('key').join(right.set_index('key'), lsuffix='_l', rsuffix='_r', how='outer')
s.map({3: 'three'})
s.map(s)
s.apply(str)
s.astype('float32')
s.to_frame().reset_index()
s.sort_index().index
s.loc[['b', 'a']]
s.iloc[[0, -1]]
s.drop('a')
s.drop(['a', 'zz'])
s.where(s > 2)
s.where(s > 2, -s)
s.mask(s > 2)
s.replace(1, 100)
s.replace({1: 100, 5: 500})
s.update if False else 0
s.items
list(s.items())
list(s.keys())
s.dot(s)
s @ s
s.rank(method='dense')
s.cummin()
s.between(1, 3).sum()
s.nsmallest(2)
s.isna().any()
s.max() - s.min()
s.index[s > 2]
s.values[s > 2]
s[s.index.isin(['a'])]
s + [1, 2, 3, 4, 5]
s == s.max()
s.agg(lambda x: x.sum())
s.describe(percentiles=[0.5])
s.round(1)
s.add_suffix('_x')
s.to_csv(header=False)
s.name, s.size, s.shape, s.ndim, s.empty
s.head(3).index.tolist()
s.iloc[1:3].to_dict()
s.iat[1], s.at['b']
s.explode()
s.sample(2, random_state=0)
s.sample(frac=0.5, random_state=0).index
s.reindex(list('edcba'))
s.pop('a')
del s['a']; s
s.b = 99; s.b
s.iloc[0] = -5; s
s.iloc[1:3] = 0; s
s.loc['a':'b'] = [7, 8]; s
s[['a', 'b']] = 0; s
s += 1; s
s.name = 'renamed'; s
s.index = range(5); s
num['d'] = num.sum(axis=1); num
num['e'] = num['a'].shift(1); num
num['flag'] = num['a'] > 4; num
num.loc[num['a'] > 4, 'b'] = 0; num
num.loc['total'] = num.sum(); num
num.iloc[0, 0] = 100; num
num[num > 10] = 0; num
num[num['a'] > 3].index.tolist()
num[['a', 'b']].mean(axis=1)
num.loc[:, num.mean() > 8]
num.loc[num.sum(axis=1) > 20]
num.a + num.b
num.abs().sum().sum()
num.clip(lower=2)
num.diff()
num.pct_change().round(2)
num.rank()
num.cummax()
num.skew()
num.var(ddof=0)
num.sem()
num.prod()
num.any()
num.all(axis=1)
num.min(axis=1)
num.corrwith(num['a'])
num.describe().loc[['mean', 'std'], 'a']
num.agg(lambda c: c.max())
num.agg(['sum', 'mean']).T
num.apply(lambda c: c.tolist())
num.apply(lambda r: pd.Series([r.min(), r.max()], index=['lo', 'hi']), axis=1)
num.apply(lambda r: [r['a'], r['b']], axis=1)
num.apply(lambda r: [r['a'], r['b']], axis=1, result_type='expand')
num.transform(np.sqrt)
num.pipe(np.sum, axis=0) if False else 0
num.to_dict('index')
num.to_csv(index=False)
num.equals(num + 0)
num.eq(num).all().all()
num.head(1).squeeze(axis=0) if False else 0
num.rename(columns=lambda c: c * 2)
num.rename_axis('row')
num.rename_axis('row').reset_index()
num.reindex(columns=['c', 'a'])
num[['c', 'a']]
num.drop(columns=['a']).columns
num.insert(0, 'z', [1, 2, 3, 4]); num
num.stack().head(2)
num.melt().head(3)
num.unstack().head(2)
num.mul(2).sub(1)
num.div(num.sum(axis=1), axis=0)
num.rsub(10)
2 ** num
num // 2
num % 2
num == 3
num.gt(3)
(num > 3) & (num < 10)
~(num > 3)
-num
num.round({'a': 0})
num.isin([3])
num.where(num > 3, other=-1)
num.mask(num > 3, 0)
num.fillna(0).equals(num)
num.nunique(axis=1) if False else 0
num.median()
num.mode()
num.quantile(0.25)
num.sum(numeric_only=True)
num.max().max()
num.values.max()
num.to_numpy().shape
num.index.max()
num.columns.tolist()
num.columns.isin(['a'])
num.columns.str.contains('a')
num.iloc[0]['a']
num.iloc[:, [True, False, True]]
num.iloc[1:, :2]
num.loc[1:2]
num.loc[[3, 1]]
num.at[0, 'zz']
num.iloc[0, 9]
num['a']['b']
np.log1p(num['a'])
np.maximum(num['a'], 4)
np.round(num['a'] / 7, 2)
np.cumsum(num['a'])
np.clip(num['a'], 2, 5)
np.abs(-num)
np.mean(num['a']), np.std(num['a']), np.median(num['a'])
np.unique(df['city'])
np.dot(num, [1, 0, 0])
np.concatenate([num['a'], num['b']])
np.isnan(df['pay'])
np.vstack([num['a'], num['b']])
""")

group("later", r"""
pd.Series(['b', 'a', 'c']).astype('category').cat.codes
df.loc[df['city'] == 'Oslo', 'pay'].mean()
df.loc[df['city'] == 'Oslo', 'pay'].fillna(0).tolist()
df[df['age'].between(20, 30) & df['city'].ne('Rome')]
df.loc[df['age'].gt(30), 'age'].sum()
df.loc[lambda d: d['age'] > 30, 'name']
df.loc[0:1, :]
df.loc[:, ['age', 'pay']].values
df.loc[:, 'name':'city']
df.loc[::2]
df.loc[[True, False, True, False, False]]
df.loc[[True, False], 'age']
df[[True, False]]
df[df['age']]
df[0]
df[['age'], ['pay']]
df['age', 'pay']
df.iloc['x']
df.iloc[1.5]
df.iloc[[0, 99]]
df.loc[0, 'age'] = 'text'; df['age'].dtype
df.loc[0, 'age'] = 1.5; df['age'].dtype
df.loc[0, 'age'] = None; df['age']
df.loc[10, 'age'] = 5; df
df.loc[:, 'new'] = df['age'] * 2; df
df['new'] = np.nan; df['new'].dtype
df['new'] = None; df['new'].dtype
df['new'] = ''; df.head(1)
df['new'] = True; df['new'].dtype
df['new'] = np.arange(5); df['new'].dtype
df['new'] = np.arange(4); df
df['new'] = range(5); df['new'].dtype
df['new'] = df['name'] + df['age'].astype(str); df['new'].tolist()
df['new'] = [[1], [2], [3], [4], [5]]; df['new'][0]
df['age'] = df['age'].astype('category'); df.dtypes
df[['name', 'age']] = df[['age', 'name']]; df.head(2)
df.drop(columns=df.columns[0]).columns
df.drop(df[df['age'] > 30].index)
df.drop(index=[0, 1], columns=['age'])
df.drop(['nope'], axis=1, errors='ignore').shape
df.rename({'age': 'x'}, axis=1).columns
df.rename({'age': 'x'}, axis='columns').columns
df.rename(columns={'nope': 'x'}, errors='raise')
df.sort_values('age').iloc[0]['name']
df.sort_values('age')['name'].tolist()
df.sort_values(by=['age', 'name'], ascending=False)['name'].tolist()
df.groupby('city')['age'].mean().to_frame()
df.groupby('city')['age'].mean().index.tolist()
df.groupby('city')['age'].mean()['Oslo']
df.groupby('city')[['age', 'pay']].mean()
df.groupby('city')['pay'].sum()
df.groupby('city')['pay'].count()
df.groupby('city')['name'].first()
df.groupby('city')['name'].count()
df.groupby('city')['name'].nunique()
df.groupby('city')['name'].max()
df.groupby('city').agg({'name': 'first', 'age': ['min', 'max']})
df.groupby('city').size().to_dict()
df.groupby('city').size().max()
df.groupby('city', sort=False).size()
df.groupby('city').groups.keys()
df.groupby(df['age'] > 30).size()
df.groupby(df['age'] // 10 * 10)['pay'].mean()
df.groupby(['city', df['age'] > 30]).size()
df.groupby(pd.cut(df['age'], [0, 30, 50]), observed=True)['age'].mean()
df.groupby(pd.cut(df['age'], [0, 30, 50, 90]), observed=False).size()
df.groupby('city')['age'].apply(lambda x: x.mean())
df.groupby('city')['age'].transform('max')
df.groupby('city')['age'].transform(lambda x: x / x.sum()).round(2)
df.groupby('city')['age'].agg('mean').sort_values()
df.groupby('city')['age'].agg([np.mean, np.sum])
df.groupby('city')['age'].agg(['mean', lambda x: x.max()])
df.groupby('city')['age'].filter(lambda x: len(x) > 1)
df.groupby('city')['age'].cumcount()
df.groupby('city')['age'].diff()
df.groupby('city')['age'].idxmax()
df.groupby('city')['age'].nlargest(1)
df.groupby('city')['age'].sample(1) if False else 0
df.groupby('city').get_group('Nope')
df.groupby('city')['pay'].fillna(0) if False else 0
df.pivot_table(index='city', values='pay', aggfunc='mean')
df.pivot_table(index='city', values=['age', 'pay'], aggfunc='mean')
df.pivot_table(index='city', values=['age', 'pay'], aggfunc={'age': 'min', 'pay': 'max'})
df.pivot_table(index='city', values='age', aggfunc=len)
df.pivot_table(index='city', values='age', aggfunc=np.mean)
df.pivot_table(index='city', values='age', aggfunc='mean', margins=True)
df.melt(id_vars='name', value_vars=['age', 'pay'])
df.set_index('name')[['age', 'pay']].stack()
df.set_index('name')[['age', 'pay']].T
df.corr(numeric_only=True).round(3)
df.corr(method='spearman', numeric_only=True).round(3)
df['age'].corr(df['pay'])
df['age'].cov(df['pay'])
df['age'].skew()
df['age'].kurtosis()
df['age'].var()
df['age'].quantile(0.9)
df['age'].quantile([0, 0.5, 1])
df['age'].mode()
df['age'].unique()
df['age'].value_counts(sort=False)
df['age'].value_counts(normalize=True).round(2)
df['age'].hist if False else 0
df['age'].cumsum().tolist()
df['age'].shift(-1)
df['age'].diff().fillna(0)
df['age'].pct_change()
df['age'].rank(method='first')
df['age'].clip(25, 40)
df['age'].astype(str) + ' years'
df['age'].astype(str).str.zfill(4)
df['age'].map('{} y'.format)
df['age'].apply(lambda x, y: x + y, args=(10,))
df['age'].apply(lambda x, y: x + y, y=10)
df['age'].where(df['age'] > 30).isna().sum()
df['age'].isin([23, 42]).tolist()
df['age'].nlargest(2).index.tolist()
df['age'].sort_values(ascending=False).head(2)
df['age'].reset_index()
df['age'].to_dict()
df['age'].describe()['mean']
df['age'].loc[1:2]
df['age'] > df['age'].mean()
df['age'].ge(31) & df['age'].le(42)
(df['age'] > 30).astype(int)
(df['age'] > 30).map({True: 'y', False: 'n'})
(df['age'] % 2 == 0).sum()
df['pay'].round(-2)
df['pay'].max(), df['pay'].min()
df['pay'].sum()
df['pay'].mean()
df['pay'].median()
df['pay'].std()
df['pay'].argmax()
df['pay'].dropna().tolist()
df['pay'].fillna(method='ffill')
df['pay'].ffill()
df['pay'].interpolate() if False else 0
df['pay'].isna().tolist()
df['pay'].value_counts()
df['pay'].rank()
df['pay'].sort_values()
df['pay'].cumsum()
df['pay'].astype('float32')
df['pay'].apply(lambda x: f'{x:,.2f}')
df['pay'] / df['pay'].sum() * 100
df['pay'].apply(np.floor)
np.floor(df['pay'])
np.log(df['age']).round(3)
np.where(df['pay'].isna(), 'none', df['city'])
np.where(df['age'] > 30, df['age'], 0)
np.select([df['age'] < 25, df['age'] < 40], ['a', 'b'], default='c')
np.array(df[['age', 'pay']])
np.array(df['name'])
np.mean(df['age']), np.max(df['age'])
np.argmax(df['age'])
np.percentile(df['age'], 50)
np.corrcoef(df['age'], df['age'])
np.column_stack([df['age'], df['age']])
np.unique(df['age'], return_counts=True)
np.isin(df['city'], ['Oslo'])
np.sort(df['age'])
np.asarray(df['age']).reshape(-1, 1)
df.iloc[0].tolist()
df.loc[0]['age']
[type(x).__name__ for x in df.loc[0]]
[type(x).__name__ for x in next(df.iterrows())[1]]
df.iloc[0]['pay'], df.iloc[0]['name']
df.loc[5] = ['Fay', 50, 'Bern', 1.0]; df.index
df.loc[5, 'age'] = 1; df.index
s.loc['q'] = 1; s.index
x = pd.Series([1, 2]); x.loc[2] = 3; x.index
df.pivot_table(index='city', values=['pay', 'age'])
repr(df.groupby('city')).split(' object')[0]
df.values.tolist()[0]
df['name'].values.max(), df[['age']].values.sum()
pd.DataFrame({'a': ['x,y', 'q"r', None, ''], 'b': ['l\nm', ' s ', "'", 'ü']}).to_csv(index=False)
pd.DataFrame({'a': ['x', None]}).to_csv(index=False)
pd.DataFrame({'a,b': ['x'], 'c': [1.5]}, index=['i,j']).to_csv()
pd.DataFrame({'a': [1.5, 2.0], 'b': [True, False]}).to_csv(sep=';', decimal=',')
pd.DataFrame({'a': [], 'b': []}).to_csv(index=False)
pd.DataFrame({'a': [1], 'b': ['x']}).to_csv(index=False, quoting=1)
""")

group("arguments", r"""
gaps.mask(gaps > 2)
gaps.ffill(axis=1)
gaps.bfill(axis=1)
gaps.shift(1, axis=1)
gaps.diff(axis=1)
gaps.diff(axis=0)
gaps.rank(axis=1)
own.rank(na_option='top')
own.rank(na_option='bottom')
keys.rank(numeric_only=True)
own.pct_change()
gaps.pct_change()
gaps.sample(2, axis=1, random_state=0).shape
gaps.fillna(0, limit=1)
own.fillna(0, limit=1)
gaps.fillna(method='ffill', limit=1)
gaps.fillna(method='ffill', axis=1)
gaps.clip([1, 2, 3], axis=0)
gaps.clip(pd.Series([1, 2, 3], index=['x', 'y', 'z']), axis=0)
gaps.set_index('a', append=True)
gaps.set_index('a', append=True).index.tolist()
keys.set_index('k', verify_integrity=True)
gaps.reset_index(names='r')
gaps.sort_values('x', axis=1)
gaps.sort_index(key=lambda i: i.map({'x': 2, 'y': 1, 'z': 0}))
keys.groupby('k').cumcount(ascending=False)
keys.groupby('k').ngroup()
keys.groupby('k').ngroup(ascending=False)
keys.groupby('k')['v'].nlargest(1)
keys.groupby('k')['w'].describe(percentiles=[0.1])
keys.groupby('k').filter(lambda x: x['v'].sum() > 4)
keys.groupby('k').filter(lambda x: x['v'].sum() > 4, dropna=False)
keys.groupby('k')['v'].transform(lambda x, m: x * m, 3)
keys.groupby('k')['v'].transform('shift', 1)
keys.groupby('k').value_counts()
keys[['k', 'v']].value_counts(normalize=True)
pd.concat([gaps, gaps], verify_integrity=True)
pd.concat([gaps, gaps[['a']]], axis=1, verify_integrity=True)
gaps.stack(dropna=False)
gaps.stack(future_stack=True)
gaps.astype({'a': str}, errors='ignore')
keys.astype(float, errors='ignore')
pd.Series(['1', 'x']).astype(int, errors='ignore')
pd.cut([1, 5, 9], 3, labels=['l', 'm', 'h'], ordered=False)
own.nlargest(2, keep='last')
own.nlargest(1, keep='all')
own.nsmallest(2, keep='last')
keys.nlargest(2, 'w', keep='last')
own.idxmax(skipna=True)
own.idxmax(skipna=False)
own.argmax()
gaps.idxmax(axis=1)
gaps.idxmax(numeric_only=True)
own.corr(pd.Series([1.0, 2, 3, 4, 5]), min_periods=10)
gaps.corr(min_periods=3)
gaps.mode(dropna=False)
gaps.mode(axis=1)
keys.mode(numeric_only=True)
gaps.quantile(0.5, axis=1)
gaps.cumsum(axis=1)
gaps.cumsum(skipna=False)
own.cumsum(skipna=False)
own.cummax()
own.sort_index(ascending=False)
own.argsort()
own.sort_values(kind='stable')
own.rename_axis('i').index.name
own.rename_axis(index='i').index.name
gaps.rename_axis('i').index.name
own.drop(index=[0, 1])
own.drop(labels=[0])
own.to_string(float_format='%.1f')
gaps.to_string(float_format='%.1f')
gaps.to_string(float_format=lambda x: f'{x:.3f}')
pd.factorize(pd.Series(['a', None, 'b']))
pd.factorize(pd.Series(['a', None, 'b']), use_na_sentinel=False)
pd.pivot_table(data=keys, index='k', values='v')
pd.melt(gaps, id_vars=['a'], ignore_index=False)
gaps.melt(ignore_index=False)
pd.pivot(data=keys.dropna(), index='k', columns='v', values='w')
gaps.reindex(['x', 'q'], fill_value=0)
gaps.reindex(columns=['a', 'q'], fill_value=0)
own.reindex([0, 9], fill_value=0)
pd.Index([1, 2, 3]).get_loc(key=2)
pd.Index([3, 1, 2]).sort_values(ascending=False)
pd.Index(['b', 'A']).sort_values(key=lambda i: i.str.lower())
pd.Index([1, 2]).insert(loc=1, item=9)
pd.Index([1, 2]).delete(loc=1)
pd.Index([1, 2]).drop([5], errors='ignore')
pd.Index([1, np.nan, 2]).nunique(dropna=False)
pd.Index([1, 2]).map(lambda x: x * 2)
pd.Index([1, 2]).map({1: 'a'})
pd.Index([1, 2]).rename('z')
pd.Index([1, 2]).min()
pd.Index([1, 2]).copy(name='q')
pd.MultiIndex.from_product([[1, 2], ['a']]).unique(level=1)
own.where(own > 1, inplace=False)
own.clip(upper=pd.Series([1, 1, 1, 1, 1]))
gaps.copy().pop(item='b')
gaps.groupby(level=0).sum()
gaps.corrwith(gaps['a'], axis=0)
own.mode(dropna=False)
gaps.round({'b': 0})
gaps.transpose(copy=True)
gaps.agg(lambda x, p: x.sum() + p, 0, 5)
own.dropna(how='any')
own.describe(percentiles=[0.1, 0.9])
gaps.nunique(dropna=False)
gaps.count(axis=1)
gaps.any(axis=1)
gaps.all(axis=0)
own.any()
gaps.median(axis=1)
gaps.explode('a')
own.shift(2, fill_value=0)
gaps.head(-1)
gaps.tail(-1)
own.head(-2)
gaps.add_prefix('p_', axis=0)
own.between(1, 3, inclusive='neither')
own.ffill(limit=1)
own.expanding(2).sum()
own.ewm(span=3).mean()
own.rolling(2, min_periods=1).mean()
own.rolling(0).sum()
own.rolling(-1).sum()
own.ewm(alpha=0.5, ignore_na=True).mean()
own.ewm()
own.value_counts(bins=2)
gaps.nlargest(1, 'a')
gaps.equals(gaps.copy())
pd.isna(gaps).sum().sum()
gaps.squeeze(axis=1)
gaps[['a']].squeeze('columns')
gaps.iloc[[0]].squeeze(axis=0)
(lambda d: (d.mask(d > 2, 0, inplace=True), d)[1])(gaps.copy())
(gaps.to_html('t.html'), len(open('t.html').read()) > 100)
(own.to_string('t.txt'), open('t.txt').read())
""")


group("options of methods", r"""
df.nlargest(2, ['age', 'pay'], keep='all')
df.nsmallest(1, ['age'], keep='all')
df.nsmallest(1, 'age', keep='all')
df.nsmallest(2, ['age', 'pay'], keep='all')
pd.DataFrame({'a': [1, 1, 1, 2, 2], 'b': [5, 5, 6, 7, 7]}).nsmallest(1, ['a', 'b'], keep='all')
pd.DataFrame({'a': [1, 1, 1, 2, 2], 'b': [5, 5, 6, 7, 7]}).nlargest(1, ['a', 'b'], keep='all')
pd.DataFrame({'a': [1, 1, 1, 2, 2], 'b': [5, 5, 6, 7, 7]}).nlargest(3, ['a', 'b'], keep='all')
pd.DataFrame({'a': [1, 1, 1, 2, 2], 'b': [5, 5, 6, 7, 7]}).nsmallest(3, ['b', 'a'], keep='all')
pd.DataFrame({'a': [1, 1, 1, 2, 2], 'b': [5, 5, 6, 7, 7]}).nlargest(2, ['a', 'b'], keep='last')
pd.DataFrame({'a': [1, 1, 1, 2, 2], 'b': [5, np.nan, 6, np.nan, 7]}).nlargest(3, ['a', 'b'], keep='all')
pd.DataFrame({'a': [1, 1, 1, 2, 2], 'b': [5, np.nan, 6, np.nan, 7]}).nlargest(4, ['a', 'b'], keep='all')
pd.DataFrame({'a': [1, 1, 1, 2, 2], 'b': [5, np.nan, 6, np.nan, 7]}).nlargest(4, 'b', keep='all')
pd.DataFrame({'a': [1, 1, 1, 2, 2], 'b': [5, np.nan, 6, np.nan, 7]}).nlargest(2, 'b', keep='last')
df.nlargest(2, 'name')
df.nlargest(2, 'age', keep='some')
s.nlargest(1, keep='all')
s.nsmallest(1, keep='all')
s.nsmallest(2, keep='last')
num.rank(axis=1, pct=True)
num.rank(axis=1)
gaps.rank(axis=1, pct=True)
gaps.rank(pct=True)
gaps.rank(axis=1, pct=True, method='dense')
gaps.rank(axis='columns', method='min', ascending=False)
own.rank(pct=True, method='dense')
gaps.rank(method='dense', pct=True)
own.rank(pct=True, na_option='bottom')
num.clip(pd.Series([1, 2, 3, 4]), axis=0)
num.clip(pd.Series([1, 2, 3], index=['a', 'b', 'c']), axis=1)
num.clip(pd.Series([1, 2, 3], index=['c', 'b', 'a']), axis=1)
num.clip(upper=pd.Series([1, 2, 3], index=['c', 'b', 'a']), axis='columns')
num.clip(pd.Series([3, 2, 1, 0], index=[3, 2, 1, 0]), axis=0)
num.clip(pd.Series([3, 2], index=[3, 2]), axis=0)
num.clip(lower=[1, 2, 3], axis=1)
num.clip(lower=[1, 2, 3, 4], axis=0)
num.clip(lower=[1, 2], axis=0)
num.clip(num * 0 + 4)
num.clip(lower=num.mean(), axis=1)
num.clip(pd.Series([1, 2, 3]))
s.clip(pd.Series([2, 2, 2, 2, 2], index=list('edcba')))
s.clip(pd.Series({'a': 10, 'b': 2}))
s.clip([4, 4, 4, 4, 4])
s.clip(lower=s.mean(), upper=4)
s.clip(4, 2)
s.clip(upper=np.nan)
own.clip(1.5, 2.5)
num.clip(lower=np.nan)
num.clip(-1, 5)
num.clip(np.nan, 5)
s.clip([1, np.nan, 4, np.nan, 2])
s.clip([1, 2])
num.clip(lower=3, upper=pd.Series([4, 5, 6, 7]), axis=0)
df['age'].clip(upper=30)
gaps.fillna({'b': 7}, limit=1)
gaps.fillna(0, limit=1)
pd.DataFrame({'a': [np.nan, np.nan, 1], 'b': [np.nan, np.nan, np.nan]}).fillna({'a': 5, 'b': 6}, limit=1)
pd.DataFrame({'a': [np.nan, np.nan, 1], 'b': [np.nan, np.nan, np.nan]}).fillna({'a': 5, 'b': 6}, limit=2)
pd.Series([np.nan, np.nan, 1, np.nan]).fillna({0: 1, 1: 2, 3: 4}, limit=2)
pd.Series([np.nan, np.nan, 1, np.nan]).fillna({0: 1, 3: 4}, limit=1)
pd.Series([np.nan, np.nan, 1, np.nan]).fillna(0, limit=2)
pd.Series([np.nan, np.nan, 1, np.nan]).fillna(0, limit=0)
pd.Series([np.nan, np.nan, 1, np.nan]).fillna(0, limit=-1)
pd.Series([np.nan, np.nan, 1, np.nan]).ffill(limit=0)
gaps.fillna(gaps.mean())
gaps.fillna(gaps.mean(), limit=1)
gaps.fillna(pd.Series([1, 2, 3]))
gaps.fillna(gaps * 0 + 9)
gaps.fillna(num)
s.rolling(2, min_periods=3).mean()
s.rolling(2, min_periods=2).mean()
s.rolling(2, min_periods=-1).mean()
s.rolling(0).sum()
s.rolling(-1).sum()
s.rolling(3, min_periods=0).sum()
s.rolling(3, min_periods='a').sum()
s.rolling(2.5).sum()
s.expanding(2).sum()
s.rolling(2, min_periods=1).agg(['mean', 'sum'])
s.rolling(window=3, center=True).mean()
num.rolling(2).sum()
num['a'].rolling(2).std()
s.rolling(2).apply(lambda x: x.max() - x.min())
cats.groupby('k', observed=True)['v'].sum()
cats.groupby('k', observed=False)['v'].sum()
cats.groupby('k', observed=False).mean()
cats.groupby('k', observed=True).agg({'v': ['sum', 'mean']})
cats.groupby('k', observed=True).size()
c = pd.DataFrame({'k': pd.Categorical(['x', 'y', 'x'], categories=['x', 'y', 'z']), 'j': ['p', 'q', 'q'], 'v': [1, 2, 3]}); c.groupby(['k', 'j'], observed=True)['v'].sum()
c = pd.DataFrame({'k': pd.Categorical(['x', 'y', 'x'], categories=['x', 'y', 'z']), 'j': ['p', 'q', 'q'], 'v': [1, 2, 3]}); c.groupby(['k', 'j'], observed=False)['v'].sum()
c = pd.DataFrame({'k': pd.Categorical(['y', 'x', 'x'], categories=['z', 'y', 'x'], ordered=True), 'v': [1, 2, 3]}); c.groupby('k', observed=True).sum()
c = pd.DataFrame({'k': pd.Categorical(['x', 'y', 'x'], categories=['z', 'y', 'x']), 'v': [1, 2, 3]}); c.groupby('k', observed=True, sort=False).sum()
c = pd.DataFrame({'k': pd.Categorical(['x', 'y', 'x'], categories=['z', 'y', 'x']), 'v': [1, 2, 3]}); c['v'].groupby(c['k'], observed=True).sum()
c = pd.DataFrame({'k': pd.Categorical(['x', 'y', 'x'], categories=['z', 'y', 'x']), 'v': [1, 2, 3]}); c.groupby('k', observed=True)['v'].sum().index
c = pd.DataFrame({'k': pd.Categorical(['x', 'y', 'x'], categories=['z', 'y', 'x']), 'v': [1, 2, 3]}); c.groupby('k', observed=True, as_index=False)['v'].mean()
c = pd.DataFrame({'k': pd.Categorical(['x', 'y', 'x'], categories=['z', 'y', 'x']), 'v': [1, 2, 3]}); c.pivot_table(values='v', index='k', observed=True)
c = pd.DataFrame({'k': pd.Categorical(['x', 'y', 'x'], categories=['z', 'y', 'x']), 'v': [1, 2, 3]}); c.pivot_table(values='v', index='k', observed=False)
c = pd.DataFrame({'k': pd.Categorical(['x', 'y', 'x'], categories=['z', 'y', 'x']), 'v': [1, 2, 3]}); c.groupby('k', observed=False)['v'].agg(['min', 'count'])
c = pd.DataFrame({'v': [1, 7, 12, 13], 'w': [1.0, 2.0, 3.0, 4.0]}); c.groupby(pd.cut(c['v'], [0, 5, 10, 15, 20]), observed=True)['w'].mean()
c = pd.DataFrame({'v': [1, 7, 12, 13], 'w': [1.0, 2.0, 3.0, 4.0]}); c.groupby(pd.cut(c['v'], [0, 5, 10, 15, 20]), observed=False)['w'].mean()
[k for k, _ in cats.groupby('k', observed=True)]
[k for k, _ in cats.groupby('k', observed=False)]
cats.groupby('k', observed=False).ngroups
pd.to_numeric(pd.Series(['1', '2']), downcast='integer')
pd.to_numeric(pd.Series(['1', '200']), downcast='integer')
pd.to_numeric(pd.Series(['1', '40000']), downcast='integer')
pd.to_numeric(pd.Series([1, 3000000000]), downcast='integer')
pd.to_numeric(pd.Series([1, 2]), downcast='unsigned')
pd.to_numeric(pd.Series([1, 300]), downcast='unsigned')
pd.to_numeric(pd.Series([-1, 300]), downcast='unsigned')
pd.to_numeric(pd.Series([1, 2]), downcast='float')
pd.to_numeric(pd.Series([1.5, 2]), downcast='float')
pd.to_numeric(pd.Series([1.5, 2.0]), downcast='integer')
pd.to_numeric(pd.Series(['1.5', 'x']), errors='coerce', downcast='float')
pd.to_numeric(pd.Series(['1.5', None]), downcast='integer')
pd.to_numeric(pd.Series([1, 2]), downcast='small')
pd.to_numeric([1, 2])
pd.to_numeric('5')
pd.to_numeric('x')
pd.to_numeric('5.5', downcast='float')
pd.to_numeric(pd.Series([0.1, 1e300]), downcast='float')
pd.to_numeric(pd.Series([True, False]))
""")


group("printed indexes", r"""
pd.Index(['a' * 40, 'b' * 40])
pd.Index(['a' * 40, 'b' * 40, 'c'])
pd.Index(['a' * 20, 'b' * 20, 'c'], name='abcdefghi')
pd.Index(['a' * 20, 'b' * 20], name='abcdefghi' * 3)
pd.Index(['survived', 'pclass', 'sex', 'age', 'sibsp', 'parch', 'fare', 'embarked', 'class', 'who'])
pd.Index(['survived', 'pclass', 'sex', 'age', 'sibsp', 'parch', 'fare'])
pd.Index(['survived', 'pclass', 'sex', 'age', 'sibsp', 'parch', 'fa', 'e'])
pd.Index(['survived', 'pclass', 'sex', 'age', 'sibsp', 'parch', 'fare', 'm'])
pd.Index(['survived', 'pclass', 'sex', 'age', 'sibsp', 'parch', 'fare', 'no'])
pd.Index(['survived', 'pclass', 'sex', 'age', 'sibsp', 'parch', 'fare', 'nop'])
pd.Index(['survived', 'pclass', 'sex', 'age', 'sibsp', 'parch', 'fare', 'nopqr'])
pd.Series(list('abca'), dtype='category').value_counts().index
pd.Index(np.arange(10) * 1000)
pd.Index(np.arange(14) * 1000)
pd.Index(np.arange(15) * 1000)
pd.Index(np.arange(16) * 1000)
pd.Index([f'name{i * 7919 % 1000}' for i in range(200)])
pd.Index(np.arange(150) * 37)
pd.Index(np.arange(20) * 0.25)
pd.Index(np.arange(15) * 0.25)
pd.Index(np.arange(15) * 1000, name='x')
pd.Index(['PassengerId', 'Survived', 'Pclass', 'Name', 'Sex', 'Age', 'SibSp', 'Parch', 'Ticket', 'Fare', 'Cabin', 'Embarked'])
pd.Index(['sepal_length', 'sepal_width', 'petal_length', 'petal_width', 'species'])
pd.Index([0.1 + 0.2, 1 / 3])
pd.Index([0.1 + 0.2, 1 / 3, 1e10, 1e-8, np.nan])
pd.Index([1.5, np.nan])
pd.Index([True, False])
pd.Series([1.25, 2.5, 3.75]).value_counts().index
num.mean().index
num.describe().index
pd.Index([1e20, 1.5e300, 123456.789])
pd.Index(np.linspace(0, 1, 7))
""")


group("tables in other shapes again", r"""
df.set_index('name')['age'].reindex(['Bob', 'Zed'])
df.set_index('name').reindex(['Bob', 'Zed'])
df.set_index('name').reindex(columns=['age', 'x'])
df.set_index('name')['age'].reindex(pd.Index(['Bob', 'Zed'], name='who'))
df.set_index('name')['age'].reindex(pd.Series(['Bob', 'Zed'], name='who'))
df.set_index('name')['age'].reindex(pd.Index(['Bob', 'Zed']))
g.groupby('k')['m'].value_counts()
g.groupby('k')['m'].value_counts(sort=False)
g.groupby('k')['m'].value_counts(ascending=True)
g.groupby('k')['m'].value_counts(normalize=True)
g.groupby('m')['k'].value_counts()
g.groupby('m')['k'].value_counts().unstack(fill_value=0)
g.groupby('k')['w'].value_counts(dropna=False)
g.pivot_table(index='k', values=['v', 'w'], aggfunc={'v': ['min', 'max'], 'w': 'mean'})
g.pivot_table(index='k', columns='m', values=['v', 'w'], aggfunc={'v': ['min', 'max'], 'w': 'mean'})
g.pivot_table(index='k', columns='m', aggfunc={'v': 'sum', 'w': 'mean'})
g.pivot_table(index='k', aggfunc={'v': 'sum', 'w': 'mean'})
g.pivot_table(index='k', values='v', aggfunc=[np.sum, np.mean])
g.pivot_table(index='k', values='v', aggfunc=['sum', lambda x: x.max()])
pd.qcut(pd.Series(np.arange(40) * 1.37), 5)
pd.cut(pd.Series(np.arange(40) * 1.37), 12)
pd.Series(list('abcdefghijkl'), dtype='category')
pd.Categorical(['a' * 30, 'b' * 30, 'c' * 30])
pd.cut([1, 5, 9], [0, 4, 10])
s.reindex(['a', 'z'])
s.reindex(['a', 'z'], fill_value=0)
pd.crosstab(g.k, g.m)
pd.crosstab(g.k, g.m, margins=True)
pd.crosstab(g.k, g.m, margins=True, margins_name='sum')
pd.crosstab(g.k, g.m, normalize=True)
pd.crosstab(g.k, g.m, normalize='index', margins=True)
pd.crosstab(g.k, g.m, normalize='columns', margins=True)
pd.crosstab(g.k, g.m, normalize='all', margins=True)
pd.crosstab(g.k, g.m, normalize='columns')
pd.crosstab([g.k, g.m], g.v > 25)
pd.crosstab(g.k, [g.m, g.v > 25])
pd.crosstab(g.k, g.m, values=g.v, aggfunc='sum')
pd.crosstab(g.k, g.m, values=g.v, aggfunc='sum', margins=True)
pd.crosstab(g.k, g.m, rownames=['r'], colnames=['c'])
pd.crosstab(g.k.values, g.m.values)
pd.crosstab(np.array(['a', 'b', 'a']), [1, 2, 1])
pd.crosstab(['a', 'b', 'a'], [1, 2, 1])
pd.crosstab(g.k, g.v > 25)
pd.crosstab(g.k, 'count')
pd.crosstab([g.k, g.m], g.v > 25, margins=True)
df.set_index(['city', 'name']).swaplevel()
df.set_index(['city', 'name'])['age'].swaplevel(0, 1)
df.set_index(['city', 'name']).swaplevel('city', 'name').sort_index()
df.set_index(['city', 'name'])[['age']].unstack().swaplevel(axis=1)
df.swaplevel()
g.pivot_table('v', index=['k', 'm'], aggfunc='sum', margins=True)
g.pivot_table('v', index='k', columns='m', aggfunc='sum', margins=True)
g.pivot_table(['v', 'w'], index='k', aggfunc='mean', margins=True)
pd.crosstab(g.k, [g.m, g.v > 25], margins=True)
pd.crosstab(g.k, g.m, normalize=0)
pd.crosstab(g.k, g.m, normalize=1)
""")


group("levels of categories", r"""
m = pd.DataFrame({'v': range(4), 'w': range(4)}, index=pd.MultiIndex.from_product([['a', 'b'], [1, 2]], names=['L', 'n'])); m.xs(1, level='n')
m = pd.DataFrame({'v': range(4), 'w': range(4)}, index=pd.MultiIndex.from_product([['a', 'b'], [1, 2]], names=['L', 'n'])); m.xs('a')
m = pd.DataFrame({'v': range(4), 'w': range(4)}, index=pd.MultiIndex.from_product([['a', 'b'], [1, 2]], names=['L', 'n'])); m.xs(('a', 2))
m = pd.DataFrame({'v': range(4), 'w': range(4)}, index=pd.MultiIndex.from_product([['a', 'b'], [1, 2]], names=['L', 'n'])); m.xs(1, level=1, drop_level=False)
m = pd.DataFrame({'v': range(4), 'w': range(4)}, index=pd.MultiIndex.from_product([['a', 'b'], [1, 2]], names=['L', 'n'])); m['v'].xs(2, level='n')
m = pd.DataFrame({'v': range(4), 'w': range(4)}, index=pd.MultiIndex.from_product([['a', 'b'], [1, 2]], names=['L', 'n'])); m.unstack().xs(1, level='n', axis=1)
m = pd.DataFrame({'v': range(4), 'w': range(4)}, index=pd.MultiIndex.from_product([['a', 'b'], [1, 2]], names=['L', 'n'])); m.xs(7, level='n')
df.xs('age', axis=1)
df.xs(1)
f > 1 & f < 3
f[f > 1 & f]
1.5 | f
f ^ True
o = pd.DataFrame({'m': pd.Categorical(['Jan', 'Feb', 'Jan', 'Feb'], ['Jan', 'Feb'], ordered=True), 'y': [1, 1, 2, 2], 'v': [1, 2, 3, 4]}); o.pivot(index='m', columns='y', values='v')
o = pd.DataFrame({'m': pd.Categorical(['Jan', 'Feb', 'Jan', 'Feb'], ['Jan', 'Feb'], ordered=True), 'y': [1, 1, 2, 2], 'v': [1, 2, 3, 4]}); o.groupby(['y', 'm'], observed=False)['v'].sum().unstack()
o = pd.DataFrame({'m': pd.Categorical(['Jan', 'Feb', 'Jan', 'Feb'], ['Jan', 'Feb'], ordered=True), 'y': [1, 1, 2, 2], 'v': [1, 2, 3, 4]}); o.groupby(['m', 'y'], observed=True)['v'].sum().unstack(0)
o = pd.DataFrame({'m': pd.Categorical(['Jan', 'Feb', 'Jan', 'Feb'], ['Jan', 'Feb'], ordered=True), 'y': [1, 1, 2, 2], 'v': [1, 2, 3, 4]}); o.groupby(['m', 'y'], observed=True)['v'].sum().reset_index().dtypes
o = pd.DataFrame({'m': pd.Categorical(['Jan', 'Feb', 'Jan', 'Feb'], ['Jan', 'Feb'], ordered=True), 'y': [1, 1, 2, 2], 'v': [1, 2, 3, 4]}); o.set_index(['m', 'y']).sort_index()
o = pd.DataFrame({'m': pd.Categorical(['Jan', 'Feb', 'Jan', 'Feb'], ['Jan', 'Feb'], ordered=True), 'y': [1, 1, 2, 2], 'v': [1, 2, 3, 4]}); o.pivot_table('v', 'y', 'm', observed=False)
o = pd.DataFrame({'m': pd.Categorical(['Jan', 'Feb', 'Jan', 'Feb'], ['Jan', 'Feb'], ordered=True), 'y': [1, 1, 2, 2], 'v': [1, 2, 3, 4]}); o.pivot_table('v', 'm', 'y', aggfunc='sum', margins=True, observed=False)
o = pd.DataFrame({'m': pd.Categorical(['Jan', 'Feb', 'Jan', 'Feb'], ['Jan', 'Feb'], ordered=True), 'y': [1, 1, 2, 2], 'v': [1, 2, 3, 4]}); pd.crosstab(o.m, o.y)
g.groupby('k')[g.columns[1:3]].sum()
g.groupby('k')[np.array(['v', 'w'])].sum()
g.groupby('k')['m'].agg(pd.Series.mode)
g.groupby('m')['k'].agg(pd.Series.mode)
g.groupby('k')['m'].agg(lambda x: x.mode()[0])
g.groupby('k')['m'].agg(lambda x: x.mode())
g.set_index(['k', 'm'])['v'].unstack()
g.set_index(['k', 'v'])['w'].unstack(fill_value=0)
g.pivot(index='k', columns='m', values='v')
g.pivot(index='v', columns='k', values=['m', 'w'])
g.groupby(['k', 'm'])['v'].sum().unstack().unstack()
g.groupby(['k', 'm', 'v'])['w'].sum().unstack('m')
g.pivot_table('w', index='k', columns=['m', 'v'])
titles = pd.Series(['Mr', 'Mrs', 'Mr', 'Dr']); titles.map({'Mr': 1, 'Mrs': 2}).fillna(0).astype(int).value_counts()
df.isna().groupby(df.city).sum()
df.groupby(df['age'] > 30)['pay'].mean()
df.groupby('city')['name'].agg(', '.join)
df.groupby('city')['name'].apply(list)
""")


group("gaps on lines, names of axes, intervals", r"""
pd.Series([np.nan, 1, np.nan, np.nan, 4, np.nan]).interpolate()
pd.Series([np.nan, 1, np.nan, np.nan, 4, np.nan]).interpolate(limit=1)
pd.Series([1, 2, 3]).interpolate()
pd.Series([np.nan, np.nan]).interpolate()
gaps.interpolate()
gaps.interpolate(axis=1)
num.where(num != 3).interpolate()
df['pay'].interpolate(method='linear')
df[['age', 'pay']].interpolate()
df.set_index('name').rename_axis(None)
df.set_index('name').rename_axis('who')
df.set_index('name').rename_axis(index=None, columns='c')
df.pivot_table('age', 'city', 'name').rename_axis(None, axis=1)
df.pivot_table('age', 'city', 'name').rename_axis(columns=None, index='town')
df.set_index('name')['age'].rename_axis(None)
df.set_index(['city', 'name']).rename_axis(['a', 'b'])
pd.DataFrame.from_records([{'a': 1, 'b': 2}], index='a')
pd.qcut(pd.Series(np.arange(40) * 1.37), 5).cat.categories
pd.cut(pd.Series([1, 5, 9]), [0, 5, 10]).cat.categories
pd.cut(pd.Series([1, 5, 9]), 3).value_counts().index
pd.Series(pd.cut([1, 5, 9], 3)).unique()
""")


group("more of groups and tables", r"""
g.groupby('k').nth(0)
g.groupby('k')['v'].nth(1)
g.groupby('k').nth(-1)
g.groupby('k').nth([0, 2])
g.groupby('k').sample(n=1, random_state=0)
g.groupby('m').sample(frac=0.5, random_state=3)
g.groupby('m')['v'].sample(2, random_state=1)
g.groupby('k').sample(n=2, random_state=0)
g.groupby('k').sample(n=2, replace=True, random_state=5)
g.eval('v + w')
g.eval('z = v * 2')
g.eval('z = v * 2\ny = z + 1')
g.eval('v > 20')
g.eval('')
g.eval('v + 1\nw + 1')
g.eval('v * 2', inplace=True)
pd.crosstab(g.k, g.m, normalize='rows')
pd.crosstab(g.k, g.m, values=g.v)
pd.crosstab(g.k, g.m, aggfunc='sum')
x = 3; g.eval('v + nope')
g['k'].astype('category').describe()
g['m'].astype('category').describe()
g['m'].astype(bool).describe()
(np.round(0.1234567890123456, 17), np.round(-0.7, 17))
num.corr()
gaps.corr()
(num.corr().values == 1).all()
pd.DataFrame({'a': [1, 1, 1], 'b': [1, 2, 3]}).corr()
pd.DataFrame({'a': [0.1, 0.7, 0.3, 0.9], 'b': [0.5, 0.2, 0.8, 0.3]}).corr().iloc[0, 1]
pd.DataFrame({'a': [0.1, 0.7, 0.3, 0.9], 'b': [0.5, 0.2, 0.8, 0.3]}).corr(method='spearman')
g.info(verbose=False)
pd.DataFrame(np.zeros((2, 101))).info()
""")


group("margins and gaps", r"""
g.pivot_table('w', index='k', columns='m', aggfunc='mean', margins=True)
g.pivot_table('w', index='k', margins=True)
""")
