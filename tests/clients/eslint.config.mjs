// graphql-eslint over one SDL, `SCHEMA=graphql/hq.graphql`. It remembers the first one, so each has its own process.
import graphql from '@graphql-eslint/eslint-plugin';

const recommended = graphql.configs['flat/schema-recommended'].rules;
const relay = graphql.configs['flat/schema-relay'].rules;
const [level, names] = recommended['@graphql-eslint/naming-convention'];

// Values without an identity: they are part of the object that answers them, or worked out when asked.
const VALUES = [
  // Of both schemas.
  'AuditChange', 'BulkCounts', 'ErrorParam', 'EventType', 'LocalizedText', 'Members', 'Money', 'PageInfo', 'UserError',
  'Viewer', 'ViewerGrant', 'WebhookRequest',
  // Of headquarters'.
  'NetworkFigures', 'NetworkPayout', 'NetworkPayouts', 'PayDayTotal',
  // Of a market's: fees, receipts, settlement and what explains a payout.
  'ExplainedAttempt', 'ExplainedCheck', 'ExplainedEntry', 'ExplainedFee', 'ExplainedGoods', 'ExplainedLine',
  'ExplainedPosting', 'ExplainedReceipt', 'ExplainedStatement', 'FeeComponent', 'FeePart', 'FeePreview',
  'FeeRuleMatch', 'LastingNegative', 'Payability', 'PayabilityReason', 'PayoutExplanation', 'PeriodReview',
  'ReceiptGap', 'ReviewTotals', 'SettlementTotals', 'StatementDraft', 'StripeAccountStatus', 'StripeRate',
  // Books, figures, reconciliation.
  'Autonomy', 'Chain', 'Detail', 'Figures', 'FiguresDifference', 'Footfall', 'Invariant', 'MatchCriterion',
  'MatchingRun', 'ProposedMatch', 'ProposedPart', 'ReconciliationBoard', 'ReconciliationDay',
  'ReconciliationDifference', 'TrialBalance', 'UnmatchedLine', 'Violation', 'VisitorDay',
];

export default [
  {
    files: ['**/*.graphql'],
    plugins: { '@graphql-eslint': graphql },
    languageOptions: {
      parser: graphql.parser,
      parserOptions: { graphQLConfig: { schema: process.env.SCHEMA } },
    },
    linterOptions: { noInlineConfig: true },
    rules: {
      ...recommended,
      ...relay,
      '@graphql-eslint/require-description': [
        'error',
        {
          types: true,
          rootField: true,
          DirectiveDefinition: true,
          FieldDefinition: true,
          InputValueDefinition: true,
          EnumValueDefinition: true,
        },
      ],
      // Only what may grow without end is paged; a review's totals and a payload's errors are plain lists.
      '@graphql-eslint/relay-edge-types': ['error', { listTypeCanWrapOnlyEdgeType: false }],
      '@graphql-eslint/strict-id-in-types': [
        'error',
        { exceptions: { types: VALUES, suffixes: ['Connection', 'Edge', 'Payload'] } },
      ],
      '@graphql-eslint/naming-convention': [
        level,
        {
          ...names,
          // "Event type" is the term of webhooks, not a type of GraphQL.
          'ObjectTypeDefinition,ObjectTypeExtension': {
            ...names['ObjectTypeDefinition,ObjectTypeExtension'],
            ignorePattern: '^EventType$',
          },
          // What it starts is a mutation, over and over; `startBulkQuery` stands beside it.
          'FieldDefinition[parent.name.value=Mutation]': {
            ...names['FieldDefinition[parent.name.value=Mutation]'],
            ignorePattern: '^startBulkMutation$',
          },
        },
      ],
    },
  },
];
