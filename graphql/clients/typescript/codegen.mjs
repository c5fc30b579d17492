// Makes the generated half of this client. `make clients` runs it, and so does a test, into a FOLDER of its own.
const folder = process.env.FOLDER ?? 'src';

const one = (schema) => ({
  [`${folder}/${schema}.ts`]: {
    schema: `../../${schema}.graphql`,
    documents: `../operations/${schema}/*.graphql`,
    plugins: ['typescript-operations', 'typed-document-node'],
    config: {
      documentMode: 'string',
      enumType: 'string-literal',
      useTypeImports: true,
      strictScalars: true,
      skipTypename: true,
      scalars: {
        ID: 'string',
        DateTime: 'string',
        Date: 'string',
        UUID: 'string',
        SafeInt: 'number',
        JSON: 'unknown',
      },
    },
  },
});

export default { generates: { ...one('hq'), ...one('market') } };
